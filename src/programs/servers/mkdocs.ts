import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The live server of MkDocs (mkdocs.org, "Command Line Interface"). */
export const program: Program = byOption({
  id: 'mkdocs',
  title: 'MkDocs',
  names: ['mkdocs'],
  command: ['serve'],
  options: ['--dev-addr', '-a'],
  value: asEndpoint,
  ports: [8000],
  address: '127.0.0.1',
});
