import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Litestar from its command line (docs.litestar.dev, "run"). */
export const program: Program = byOption({
  id: 'litestar',
  title: 'Litestar',
  names: ['litestar'],
  command: ['run'],
  options: ['--host', '-H'],
  ports: [8000],
  address: '127.0.0.1',
});
