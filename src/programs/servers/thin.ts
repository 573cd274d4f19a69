import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Thin, a Ruby server. */
export const program: Program = byOption({
  id: 'thin',
  title: 'Thin',
  names: ['thin'],
  options: ['-a', '--address'],
  ports: [3000],
  address: '0.0.0.0',
});
