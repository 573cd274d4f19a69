import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Astro's development server (docs.astro.build, "CLI commands"). */
export const program: Program = byOption({
  id: 'astro',
  title: 'Astro',
  names: ['astro', 'astro.js'],
  command: ['dev', 'preview'],
  options: ['--host'],
  ports: [4321],
  address: '::1',
});
