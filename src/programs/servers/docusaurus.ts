import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Docusaurus (docusaurus.io, "CLI"). */
export const program: Program = byOption({
  id: 'docusaurus',
  title: 'Docusaurus',
  names: ['docusaurus', 'docusaurus.mjs', 'docusaurus.js'],
  command: ['start', 'serve'],
  options: ['--host', '-h'],
  ports: [3000],
  address: '127.0.0.1',
});
