import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The local server of the Symfony CLI (symfony.com, "Symfony Local Web Server"). */
export const program: Program = byOption({
  id: 'symfony',
  title: 'Symfony',
  names: ['symfony'],
  command: ['server:start', 'serve', 'local:server:start'],
  options: ['--listen-ip='],
  ports: [8000],
  address: '127.0.0.1',
});
