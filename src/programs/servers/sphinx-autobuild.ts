import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** sphinx-autobuild (github.com/sphinx-doc/sphinx-autobuild). */
export const program: Program = byOption({
  id: 'sphinx-autobuild',
  title: 'sphinx-autobuild',
  names: ['sphinx-autobuild', 'sphinx_autobuild'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});
