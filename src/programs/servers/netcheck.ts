import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** This program's own server, `netcheck serve` (docs/serve.md): on loopback, unless --host says otherwise. */
export const program: Program = byOption({
  id: 'netcheck',
  title: 'netcheck serve',
  names: ['netcheck', 'netcheck.js'],
  command: ['serve'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
