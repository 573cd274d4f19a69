import { asEndpoint, byOption } from '../by-option.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';

/** Waitress, a WSGI server (docs.pylonsproject.org/projects/waitress, "waitress-serve"). */
export const program: Program = {
  ...byOption({
    id: 'waitress',
    title: 'Waitress',
    names: ['waitress-serve', 'waitress'],
    options: ['--listen='],
    value: asEndpoint,
    ports: [8080],
    address: '0.0.0.0',
  }),
  listenAt: (_, wanted, candidate) => {
    const { args, head } = candidate.invocation;
    if (optionValue(args, ['--listen'])) return optionChange(candidate, ['--listen'], asEndpoint(wanted));
    // --host and --port may not stand beside --listen, and no option may follow the application.
    if (optionValue(args, ['--host'])) return optionChange(candidate, ['--host'], wanted.address);
    if (candidate.invocation.titled) return [];
    const host = `--host=${wanted.address}`;
    return [{ title: `Start it with ${host}`, command: [...head, host, ...args] }];
  },
};
