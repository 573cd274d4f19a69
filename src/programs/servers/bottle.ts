import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Bottle from its command line (bottlepy.org, "Command Line Interface"). */
export const program: Program = byOption({
  id: 'bottle',
  title: 'Bottle',
  names: ['bottle', 'bottle.py'],
  options: ['--bind', '-b'],
  value: asEndpoint,
  ports: [8080],
  address: '127.0.0.1',
});
