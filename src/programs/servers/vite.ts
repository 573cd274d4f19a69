import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Vite's development server and preview (vite.dev, "Server Options"): it listens on whatever localhost means. */
export const program: Program = byOption({
  id: 'vite',
  title: 'Vite',
  names: ['vite', 'vite.js'],
  options: ['--host'],
  ports: [5173, 4173],
  address: '::1',
});
