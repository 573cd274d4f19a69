import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `python3 -m aiohttp.web` (docs.aiohttp.org). */
export const program: Program = byOption({
  id: 'aiohttp',
  title: 'aiohttp',
  names: ['aiohttp.web'],
  options: ['-H', '--hostname'],
  ports: [8080],
  address: '127.0.0.1',
});
