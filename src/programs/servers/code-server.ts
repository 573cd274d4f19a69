import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** code-server (coder.com/docs/code-server). */
export const program: Program = byOption({
  id: 'code-server',
  title: 'code-server',
  names: ['code-server'],
  options: ['--bind-addr'],
  value: asEndpoint,
  ports: [8080],
  address: '127.0.0.1',
});
