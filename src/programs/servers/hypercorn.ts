import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Hypercorn, an ASGI server (hypercorn.readthedocs.io). */
export const program: Program = byOption({
  id: 'hypercorn',
  title: 'Hypercorn',
  names: ['hypercorn'],
  options: ['--bind', '-b'],
  value: asEndpoint,
  ports: [8000],
  address: '127.0.0.1',
});
