import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** gearmand, a job server (gearmand(8): -L). */
export const program: Program = byOption({
  id: 'gearmand',
  title: 'Gearman',
  names: ['gearmand'],
  options: ['-L', '--listen'],
  ports: [4730],
  address: '0.0.0.0',
  speaks: 'other',
});
