import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `rackup` (github.com/rack/rackup). */
export const program: Program = byOption({
  id: 'rackup',
  title: 'Rack',
  names: ['rackup'],
  options: ['-o', '--host'],
  ports: [9292],
  address: '127.0.0.1',
});
