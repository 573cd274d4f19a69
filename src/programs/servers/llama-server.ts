import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** llama.cpp's server (llama-server(1)). */
export const program: Program = byOption({
  id: 'llama-server',
  title: 'llama.cpp',
  names: ['llama-server'],
  options: ['--host'],
  ports: [8080],
  address: '127.0.0.1',
});
