import type { Fact } from '../../facts/fact.js';
import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { covered, holderOf, isEmpty, isLocalNetwork, networkAround, otherWay } from './overlap.js';
import { byWords, silentOn, wayBack } from './way.js';

interface Seen {
  readonly routes: Routing;
  readonly interfaces: readonly Interface[];
  readonly namespaces: Fact<readonly Namespace[]>;
}

/** A client's replies go to a bridge of this machine's own containers, where nobody can have its address, nobody answers for it, or it is not. */
export function hiddenClient(
  { routes, interfaces, namespaces }: Seen,
  question: Question,
): Finding | undefined {
  const { kind, source, input } = question.vantage;
  const back = wayBack(routes, question);
  const bridge = interfaces.find(item => item.name === back?.device);
  if (kind === 'self' || source === null || !back || !bridge || back.gateway !== null) return undefined;
  if (kind === 'lan' && input === bridge.name) return undefined;
  const inner = isInner(bridge, interfaces);
  const silent = inner && silentOn(routes, source, bridge.name);
  const nobody = isLocalNetwork(bridge, interfaces) && isEmpty(bridge, interfaces);
  // Whoever is on another network comes in from there, though somebody on the bridge may have the same address.
  if (!silent && !nobody && !(inner && kind === 'lan')) return undefined;
  const other = otherWay(routes, source, bridge);
  const network = networkAround(source, bridge);
  if (!other || !network || holderOf(source, namespaces)) return undefined;
  const why = silent
    ? 'and nobody there answers for it'
    : nobody
      ? 'and nobody there can have it'
      : `while the client comes in by ${input}`;
  return {
    ...covered(source, back, other, network, bridge),
    severity: 'error',
    summary: `The replies to ${source} go to ${bridge.name} (${network}) on this machine itself, which covers the address, ${why}; the real one is reached ${byWords(other)}.`,
    outcome: 'timeout',
  };
}
