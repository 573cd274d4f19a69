import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

const server = byOption({
  id: 'plackup',
  title: 'Plack',
  names: ['plackup'],
  options: ['--host', '-o'],
  ports: [5000],
  address: '0.0.0.0',
});

/** `plackup` for Perl's PSGI (metacpan.org, plackup). Some versions leave no more than its name of their command line. */
export const program: Program = {
  ...server,
  listenAt: (situation, wanted, candidate) =>
    candidate.invocation.titled
      ? [{ title: `Start it with --host ${wanted.address}`, lost: true }]
      : server.listenAt!(situation, wanted, candidate),
};
