import { program as flask } from './flask.js';
import { program as gunicorn } from './gunicorn.js';
import { program as httpServer } from './http-server-python.js';
import { program as nginx } from './nginx.js';
import type { Program } from './program.js';

/** Every program that netcheck knows, the more particular ones first. */
export const programs: readonly Program[] = [httpServer, flask, gunicorn, nginx];
