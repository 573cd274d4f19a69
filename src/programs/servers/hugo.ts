import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Hugo's development server (gohugo.io, "hugo server"). */
export const program: Program = byOption({
  id: 'hugo',
  title: 'Hugo',
  names: ['hugo'],
  command: ['server', 'serve'],
  options: ['--bind'],
  ports: [1313],
  address: '127.0.0.1',
});
