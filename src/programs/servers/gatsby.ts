import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Gatsby (gatsbyjs.com, "Commands"). */
export const program: Program = byOption({
  id: 'gatsby',
  title: 'Gatsby',
  names: ['gatsby', 'gatsby.js'],
  command: ['develop', 'serve'],
  options: ['-H', '--host'],
  ports: [8000, 9000],
  address: '127.0.0.1',
});
