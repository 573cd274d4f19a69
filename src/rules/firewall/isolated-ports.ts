import type { Interface } from '../../facts/interfaces/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at } from '../serving.js';

/**
 * Client and server are on one bridge of this machine, whose isolated ports hand each other nothing (should_deliver() in
 * net/bridge/br_forward.c). Who is behind which port is not known: certain where all are isolated.
 */
export function betweenIsolated(
  interfaces: readonly Interface[],
  { behind, vantage, address, port }: Question,
): Finding | Unchecked | undefined {
  const ports = interfaces.filter(({ master }) => master !== null && master === vantage.input);
  const isolated = ports.filter(each => each.isolated);
  const bridge = vantage.input;
  const own = interfaces.find(({ name }) => name === bridge)?.addresses ?? [];
  const near = behind === 'target' && own.some(each => inPrefix(address, `${each.address}/${each.prefix}`));
  if (!near || isolated.length < 2) return undefined;
  if (isolated.length < ports.length)
    return unchecked(
      `${isolated.length} of the ${ports.length} ports of ${bridge} are isolated from one another, and which of them lead to the client and to ${address} is not known: bridge -d link, bridge fdb`,
    );
  return {
    severity: 'error',
    summary: `Every port of the bridge ${bridge} is isolated: it hands nothing of what ${vantage.source} sends on to ${at(address, port)}.`,
    says: `the ports of ${bridge} are isolated`,
    headline: 'the bridge keeps its ports from one another',
    outcome: 'unreachable',
    evidence: [
      {
        fact: 'interfaces',
        says: `${isolated.map(({ name }) => name).join(', ')} are isolated ports of ${bridge}`,
        source: 'bridge -d link',
      },
    ],
    fixes: [
      {
        title: 'Take the isolation off',
        steps: isolated.map(({ name }) => ({
          do: 'run' as const,
          command: `bridge link set dev ${quoted(name)} isolated off`,
        })),
        text: 'It is set anew whenever the container starts: change it where the container is set up (security.port_isolation of Incus and LXD).',
        risk: `All that is on ${bridge} can then talk to one another.`,
        needsRoot: true,
      },
    ],
  };
}
