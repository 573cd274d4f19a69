import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Consul's agent (developer.hashicorp.com/consul). */
export const program: Program = byOption({
  id: 'consul',
  title: 'Consul',
  names: ['consul'],
  command: ['agent'],
  options: ['-client='],
  ports: [8500],
  address: '127.0.0.1',
});
