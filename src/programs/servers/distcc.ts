import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** distccd (distccd(1): --listen), which turns away whom its --allow does not mean. */
export const program: Program = byOption({
  id: 'distcc',
  title: 'distcc',
  names: ['distccd'],
  options: ['--listen'],
  ports: [3632],
  address: '0.0.0.0',
  speaks: 'other',
});
