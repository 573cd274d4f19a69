import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Radicale, a calendar server (radicale.org, "server", "hosts"; an option outranks its file). */
export const program: Program = byOption({
  id: 'radicale',
  title: 'Radicale',
  names: ['radicale'],
  options: ['--server-hosts', '--hosts', '-H'],
  value: asEndpoint,
  ports: [5232],
  address: '127.0.0.1',
});
