import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The `fastapi` command (fastapi.tiangolo.com, "FastAPI CLI"); `dev` listens on loopback, `run` everywhere. */
export const program: Program = byOption({
  id: 'fastapi',
  title: 'FastAPI',
  names: ['fastapi'],
  command: ['dev', 'run'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
