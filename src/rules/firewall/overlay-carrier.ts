import { valueIn } from '../../facts/fact.js';
import type { Overlay } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';
import { fateOf, isMade, probeOf } from '../probe.js';
import { wayOut } from '../route/way.js';
import type { Finding } from '../rule.js';
import { findIn, inward, judge, type WalkSeen } from './judged.js';
import { repair } from './repair.js';
import { asked, evidenceOf, stopSentence } from './words.js';

const HEARD = new Set(['reachable', 'stale', 'delay', 'probe']);

/** The interface by which an overlay's question goes out in vain, or comes in; undefined for all others. */
function deviceOf({ routes, probes }: WalkSeen, question: Question): string | null | undefined {
  if (question.local) return question.vantage.kind === 'self' ? undefined : question.vantage.input;
  const probe = question.vantage.kind === 'self' ? probeOf(valueIn(probes), question) : undefined;
  const routing = valueIn(routes);
  // Whoever refuses has been heard.
  const inVain = probe && !isMade(probe) && fateOf(probe) !== 'refused';
  return inVain && routing ? wayOut(routing, question)?.device : undefined;
}

/**
 * Those who send this machine the packets of the overlay: its peer; or, where its own table knows them, whoever was
 * heard of on the network that carries it, if the overlay was tried in vain. A router there is none of them.
 */
function sendersOf({ routes }: WalkSeen, question: Question, { peer }: Overlay, carrier: string) {
  if (peer !== null || question.local) return peer === null ? [] : [peer];
  const { neighbours = [], routes: table = [] } = valueIn(routes) ?? {};
  return neighbours
    .filter(each => each.device === carrier && HEARD.has(each.state) && !each.address.includes(':'))
    .map(({ address }) => address)
    .filter(address => !table.some(({ gateway }) => gateway === address));
}

/**
 * What an overlay carries comes in as UDP packets, each flow from another port, so that rules see new connections. Rules
 * of this verdict stop those of everybody who may send them.
 */
export function stoppedCarrier(
  verdict: 'drop' | 'reject',
  seen: WalkSeen,
  question: Question,
): Finding | undefined {
  const device = deviceOf(seen, question);
  const item = seen.interfaces.find(({ name, overlay }) => name === device && overlay);
  const carrier = seen.interfaces.find(({ index }) => index === item?.carriedBy);
  const own = carrier?.addresses.find(({ family }) => family === 4);
  if (!item?.overlay || !carrier || !own) return undefined;
  const { port } = item.overlay;
  const stopped = sendersOf(seen, question, item.overlay, carrier.name).map(source => {
    const vantage = { kind: 'address', label: source, source, input: carrier.name, network: null } as const;
    const packet = { ...question, vantage, protocol: 'udp', family: 4, address: own.address } as const;
    return stopOf(verdict, seen, { ...packet, port, local: true }, item.name);
  });
  return stopped.every(each => each !== undefined) ? stopped[0] : undefined;
}

function stopOf(
  verdict: 'drop' | 'reject',
  seen: WalkSeen,
  packet: Question,
  device: string,
): Finding | undefined {
  const found = findIn(
    judge(seen, packet),
    walk => inward(walk).slice(0, 1),
    stop => stop.verdict === verdict && stop.reason === 'rule',
    ({ facts }, _, stop) => ({
      severity: 'error',
      headline: `this machine's firewall stops what carries ${device}`,
      summary: `${stopSentence(stop, `the UDP packets to ${asked(packet)} that carry ${device}`, facts.firewall.owners.ufw && /^ufw6?-/.test(stop.quote?.chain ?? ''))}; so nothing comes in by ${device}.`,
      says: `stops ${packet.port}/udp, which carries ${device}`,
      outcome: 'timeout',
      evidence: evidenceOf(stop),
      fixes: repair(facts, packet, 'request'),
      explains: ['remote/filtered', 'remote/host-down', 'route/gateway-unreachable'],
    }),
  );
  return found && 'severity' in found && found.byLuck === undefined ? found : undefined;
}
