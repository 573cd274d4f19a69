import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** VitePress (vitepress.dev, "Command Line Interface"). */
export const program: Program = byOption({
  id: 'vitepress',
  title: 'VitePress',
  names: ['vitepress', 'vitepress.js'],
  options: ['--host'],
  ports: [5173, 4173],
  address: '::1',
});
