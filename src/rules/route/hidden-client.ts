import type { Fact } from '../../facts/fact.js';
import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { covered, holderOf, isEmpty, isLocalNetwork, networkAround, otherWay } from './overlap.js';
import { by, silentOn, wayBack } from './way.js';

interface Seen {
  readonly routes: Routing;
  readonly interfaces: readonly Interface[];
  readonly namespaces: Fact<readonly Namespace[]>;
}

/** A client's replies go to a bridge of this machine's own containers, where nobody can have its address, or nobody answers for it. */
export function hiddenClient(
  { routes, interfaces, namespaces }: Seen,
  question: Question,
): Finding | undefined {
  const { kind, source } = question.vantage;
  const back = wayBack(routes, question);
  const bridge = interfaces.find(item => item.name === back?.device);
  if (kind !== 'address' || source === null || !back || !bridge || back.gateway !== null) return undefined;
  const silent = isInner(bridge, interfaces) && silentOn(routes, source, bridge.name);
  if (!silent && !(isLocalNetwork(bridge, interfaces) && isEmpty(bridge, interfaces))) return undefined;
  const other = otherWay(routes, source, bridge);
  const network = networkAround(source, bridge);
  if (!other || !network || holderOf(source, namespaces)) return undefined;
  return {
    ...covered(source, back, other, network, bridge),
    severity: 'error',
    summary: `The replies to ${source} go to ${bridge.name} (${network}) on this machine itself, which covers the address, and nobody there ${silent ? 'answers for' : 'can have'} it; the real one is reached ${by(other)}.`,
    outcome: 'timeout',
  };
}
