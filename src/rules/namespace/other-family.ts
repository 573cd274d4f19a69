import type { Container, Namespace } from '../../facts/namespaces/types.js';
import { boundFamily } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { holderIn, lookInto, nameOf } from './inside.js';
import type { Lead } from './lead-types.js';

type Goal = Lead & { readonly space: Namespace; readonly address: string };

/** The port inside is the right one, and is served there for the other family alone. */
export function otherFamily(
  { by, space, address, port, evidence }: Goal,
  socket: Socket,
  containers: readonly Container[] | undefined,
): Finding {
  const where = nameOf(space, containers);
  const family = boundFamily(socket);
  const goal = at(address, port);
  const inner = at(socket.local.address, port);
  const every = family === 4 ? '::' : '0.0.0.0';
  const leads =
    by === 'address' ? `${goal} is in ${where} on this machine` : `The port leads to ${goal} in ${where}`;
  return {
    severity: 'error',
    summary: `${leads}, where ${holderIn(space, socket)} listens on ${inner}, which is IPv${family} only.`,
    says: `leads to ${goal}, where nothing listens`,
    headline: `the server in ${where} takes IPv${family} only`,
    outcome: by === 'program' ? 'reset' : 'refused',
    evidence: [
      ...evidence,
      {
        fact: 'namespaces',
        says: `In ${where} (${address}) what listens: ${inner}`,
        source: lookInto(space),
      },
    ],
    fixes: [
      {
        title: `Let the server inside ${where} listen on ${every}`,
        text: `Start it with --host ${every} (or --bind, -b, HOST=${every}, as it calls that).`,
        needsRoot: false,
      },
    ],
  };
}
