import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Granian (github.com/emmett-framework/granian, "Options"). */
export const program: Program = byOption({
  id: 'granian',
  title: 'Granian',
  names: ['granian'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
