import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `plackup` for Perl's PSGI (metacpan.org, plackup). */
export const program: Program = byOption({
  id: 'plackup',
  title: 'Plack',
  names: ['plackup'],
  options: ['--host', '-o'],
  ports: [5000],
  address: '0.0.0.0',
});
