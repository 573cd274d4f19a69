import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Zola (getzola.org, "CLI usage"). */
export const program: Program = byOption({
  id: 'zola',
  title: 'Zola',
  names: ['zola'],
  command: ['serve'],
  options: ['--interface', '-i'],
  ports: [1111],
  address: '127.0.0.1',
});
