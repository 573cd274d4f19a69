import { asEndpoint, byOption } from './by-option.js';
import type { Program } from './program.js';

/** Waitress, a WSGI server (docs.pylonsproject.org/projects/waitress). */
export const program: Program = byOption({
  id: 'waitress',
  title: 'Waitress',
  names: ['waitress-serve', 'waitress'],
  options: ['--listen='],
  value: asEndpoint,
  ports: [8080],
  address: '0.0.0.0',
});
