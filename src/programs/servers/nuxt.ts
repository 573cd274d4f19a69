import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Nuxt's development server (nuxt.com, "nuxt dev"). */
export const program: Program = byOption({
  id: 'nuxt',
  title: 'Nuxt',
  names: ['nuxt', 'nuxt.js', 'nuxt.mjs', 'nuxi', 'nuxi.js', 'nuxi.mjs'],
  command: ['dev', 'preview'],
  options: ['--host'],
  ports: [3000],
  address: '127.0.0.1',
});
