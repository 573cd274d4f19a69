import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Chainlit (docs.chainlit.io, "Command Line Options"). */
export const program: Program = byOption({
  id: 'chainlit',
  title: 'Chainlit',
  names: ['chainlit'],
  command: ['run'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
