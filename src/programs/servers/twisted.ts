import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { endpointChanges } from '../fixes/twisted-endpoint.js';
import type { Program, Situation, Wanted } from '../program.js';
import { recognition } from '../recognise.js';

/** `interface=` among the arguments of listenTCP() and TCPServer(), and in an endpoint's words, where colons would part an IPv6 address. */
const interfaceIn = ({ address }: Wanted): string =>
  `\\binterface[ \\t]{0,8}=[ \\t]{0,8}["']${address.includes(':') ? '' : '?'}([\\w.]+)`;

/** The one behind the port, or else the only one: others may be of ports that are to stay on loopback. */
function fileEdits(situation: Situation, wanted: Wanted) {
  const own = `(?<![\\w.])${wanted.port}(?![\\w.])(?:(?!TCP|tcp:|interface)[^]){0,400}`;
  const edits = directiveEdits(situation, wanted, new RegExp(own + interfaceIn(wanted), 'g'));
  const all = situation.configuration.flatMap(({ text }) => text.match(/\binterface[ \t]{0,8}=/g) ?? []);
  return edits.length > 0 || all.length > 1
    ? edits
    : directiveEdits(situation, wanted, new RegExp(interfaceIn(wanted), 'g'));
}

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
        .map(word => absolutePath(word.replace(/^--\w+=/, ''), startedIn(process))),
    ),
  listenAt: (situation, wanted, candidate) => {
    const byEndpoint = endpointChanges(situation, wanted, candidate);
    const edits = byEndpoint.length > 0 ? [] : fileEdits(situation, wanted);
    return edits.length > 0 ? [{ title: 'Write the address in its application file', edits }] : byEndpoint;
  },
};
