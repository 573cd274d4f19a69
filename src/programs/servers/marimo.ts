import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** marimo (docs.marimo.io, "Command Line Interface"). */
export const program: Program = byOption({
  id: 'marimo',
  title: 'marimo',
  names: ['marimo'],
  command: ['edit', 'new', 'run', 'tutorial'],
  options: ['--host'],
  ports: [2718],
  address: '127.0.0.1',
});
