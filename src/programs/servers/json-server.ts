import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The npm package json-server. */
export const program: Program = byOption({
  id: 'json-server',
  title: 'json-server',
  names: ['json-server', 'json-server.js'],
  options: ['--host', '-h', '-H'],
  ports: [3000],
  address: '127.0.0.1',
});
