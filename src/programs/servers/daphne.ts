import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Daphne, the ASGI server of Django Channels (github.com/django/daphne). */
export const program: Program = byOption({
  id: 'daphne',
  title: 'Daphne',
  names: ['daphne'],
  options: ['-b', '--bind'],
  ports: [8000],
  address: '127.0.0.1',
});
