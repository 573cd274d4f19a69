import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Python's `python3 -m http.server` (library reference, http.server). */
export const program: Program = {
  id: 'http-server-python',
  title: "Python's http.server",
  defaultPorts: [8000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: ({ invocation }) =>
    /^(http\.server|SimpleHTTPServer)$/.test(invocation.module ?? '')
      ? recognition('http.server')
      : undefined,
  listenAt: (_, wanted, candidate) => optionChange(candidate, ['--bind', '-b'], wanted.address),
};
