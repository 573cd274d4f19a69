import { endpointChanges } from '../fixes/twisted-endpoint.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Twisted's `twistd` and `twist` (docs.twisted.org, "Endpoints"): `tcp:8080:interface=127.0.0.1`. */
export const program: Program = {
  id: 'twisted',
  title: 'Twisted',
  defaultPorts: [8080],
  defaultAddress: '0.0.0.0',
  daemonises: ({ invocation }) =>
    /^twistd/.test(invocation.name) &&
    !invocation.args.some(word => /^-(?=\w*n)\w*$|^--nodaemon$/.test(word)),
  recognise: ({ invocation }) =>
    /^(twistd3?|twist|twisted)$/.test(invocation.name) ? recognition('Twisted Web') : undefined,
  listenAt: endpointChanges,
};
