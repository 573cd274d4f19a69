import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Uvicorn, an ASGI server (uvicorn.org, "Settings"). */
export const program: Program = byOption({
  id: 'uvicorn',
  title: 'Uvicorn',
  names: ['uvicorn'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
