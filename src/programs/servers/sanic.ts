import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Sanic (sanic.dev, "Running Sanic"). */
export const program: Program = byOption({
  id: 'sanic',
  title: 'Sanic',
  names: ['sanic'],
  options: ['--host', '-H'],
  ports: [8000],
  address: '127.0.0.1',
});
