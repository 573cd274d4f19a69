import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { endpointChanges } from '../fixes/twisted-endpoint.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** In an endpoint's words, and as an argument of listenTCP() and TCPServer(). */
const INTERFACE = /\binterface[ \t]{0,8}=[ \t]{0,8}["']?([\w.]+)/g;

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
  // twistd -noy shop.tac
  configuration: ({ process, invocation }, door) =>
    filesAt(
      door,
      invocation.args
        .filter(word => /\.(?:tac|py)$/.test(word))
        .map(word => absolutePath(word, startedIn(process))),
    ),
  listenAt: (situation, wanted, candidate) => {
    const byEndpoint = endpointChanges(situation, wanted, candidate);
    const edits = byEndpoint.length > 0 ? [] : directiveEdits(situation, wanted, INTERFACE);
    return edits.length > 0 ? [{ title: 'Write the address in its application file', edits }] : byEndpoint;
  },
};
