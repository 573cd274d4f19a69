import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The npm package live-server. */
export const program: Program = byOption({
  id: 'live-server',
  title: 'live-server',
  names: ['live-server', 'live-server.js'],
  options: ['--host='],
  ports: [8080],
  address: '0.0.0.0',
});
