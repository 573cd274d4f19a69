import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Shiny for Python (shiny.posit.co/py, "shiny run"). */
export const program: Program = byOption({
  id: 'shiny',
  title: 'Shiny',
  names: ['shiny'],
  command: ['run'],
  options: ['--host', '-h'],
  ports: [8000],
  address: '127.0.0.1',
});
