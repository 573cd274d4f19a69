import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Jekyll's development server (jekyllrb.com, "Serve command options"). */
export const program: Program = byOption({
  id: 'jekyll',
  title: 'Jekyll',
  names: ['jekyll'],
  command: ['serve', 's', 'server'],
  options: ['--host', '-H'],
  ports: [4000],
  address: '127.0.0.1',
});
