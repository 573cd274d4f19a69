import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Chroma (docs.trychroma.com, "Client-Server Mode"). */
export const program: Program = byOption({
  id: 'chroma',
  title: 'Chroma',
  names: ['chroma'],
  command: ['run'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
