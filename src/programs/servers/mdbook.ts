import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** mdBook (rust-lang.github.io/mdBook, "The serve command"). */
export const program: Program = byOption({
  id: 'mdbook',
  title: 'mdBook',
  names: ['mdbook'],
  command: ['serve'],
  options: ['--hostname', '-n'],
  ports: [3000],
  address: '127.0.0.1',
});
