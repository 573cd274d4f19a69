import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The development server of Quart, `quart run` (quart.palletsprojects.com). */
export const program: Program = byOption({
  id: 'quart',
  title: 'Quart',
  names: ['quart'],
  command: ['run'],
  options: ['--host', '-h'],
  ports: [5000],
  address: '127.0.0.1',
});
