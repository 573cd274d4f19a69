import { byOption } from './by-option.js';
import type { Program } from './program.js';

/** The npm package http-server (github.com/http-party/http-server). */
export const program: Program = byOption({
  id: 'http-server-npm',
  title: 'http-server',
  names: /^http-server(\.js)?$/,
  options: ['-a'],
  ports: [8080],
  address: '0.0.0.0',
});
