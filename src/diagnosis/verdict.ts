import { layerOf, waysIn } from '../causes.js';
import type { Target } from '../net/target.js';
import type { Outcome, Severity } from '../rules/rule.js';
import type { Found, Settled } from './settle.js';
import type { Verdict } from './types.js';

/** All questions of one client: it gets through if one address lets it. */
export interface Client {
  readonly label: string;
  readonly network: string | null;
  readonly settled: readonly Settled[];
  /**
   * partly: another machine gets through by IPv6 alone, while people dial IPv4; astray: by an address of the name that
   * clients come to after one that takes the connection and fails them, and so never; by-luck: some of its connections.
   */
  readonly state: 'through' | 'partly' | 'astray' | 'by-luck' | 'blocked' | 'unknown';
}

/** A program was named, and where it listens is not known: there was no place to ask about. */
export const isPlaceless = ({ kind }: Target, clients: readonly Client[]): boolean =>
  kind !== 'unix' &&
  clients.length > 0 &&
  clients.every(({ settled }) =>
    settled.every(({ question: { address, port } }) => address === '' && port === 0),
  );

/** Groups the questions by who asks. */
export function clientsOf(settled: readonly Settled[]): readonly Client[] {
  const groups = new Map<string, Settled[]>();
  for (const each of settled) {
    const { label, network, input } = each.question.vantage;
    const key = `${label} ${input ?? network ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map(group => {
    const { vantage } = group[0]!.question;
    return { label: vantage.label, network: vantage.network, settled: group, state: stateOf(group) };
  });
}

function stateOf(group: readonly Settled[]): Client['state'] {
  const is = (outcome: Outcome) => (each: Settled) => each.reach.outcome === outcome;
  const dialled = group.filter(each => each.question.family === 4 && isDialled(each));
  if (leadsAstray(group)) return 'astray';
  if (group.some(isByLuck)) return 'by-luck';
  if (!group.some(is('ok'))) return group.some(is('unknown')) ? 'unknown' : 'blocked';
  if (dialled.length === 0 || dialled.some(is('ok'))) return 'through';
  return dialled.some(is('unknown')) ? 'unknown' : 'partly';
}

/** Nothing but luck decides what becomes of its connections. */
function isByLuck({ found, reach }: Settled): boolean {
  const errors = found.filter(({ finding }) => finding.severity === 'error');
  const arrives = reach.outcome === 'ok' || reach.outcome === 'no-answer';
  return arrives && errors.length > 0 && errors.every(({ finding }) => finding.byLuck);
}

/** What becomes of a connection that was made, and did not bring what was asked for. */
const failedTalk: readonly Outcome[] = ['http-error', 'tls-error', 'no-answer', 'reset'];

/**
 * The first address of a name that takes the connection, before one that would have done: no client tries the next then.
 * curl goes to localhost by IPv4 first, whatever the system's order is (get_localhost() in its lib/hostip.c, since 7.77).
 */
export const leadsAstray = (group: readonly Settled[]): Settled | undefined => {
  if (!group.some(isOk)) return undefined;
  const named = group.filter(
    each => each.question.target.host !== null && (isOk(each) || failedTalk.includes(each.reach.outcome)),
  );
  return [named[0], named.find(isCurlsFirst)].find(each => each && !isOk(each));
};

const isOk = ({ reach }: Settled): boolean => reach.outcome === 'ok';

/** The address to which curl goes first for localhost. */
export const isCurlsFirst = ({ question: { target, address } }: Settled): boolean =>
  target.host?.toLowerCase() === 'localhost' && address === '127.0.0.1';

/** Other machines that are given a port and no address come by IPv4, where there is any. */
const isDialled = ({ question: { target, vantage, address } }: Settled): boolean =>
  target.host === null && vantage.kind !== 'self' && address !== '';

/** What the clients' fates add up to. */
export function verdictOf(clients: readonly Client[]): Verdict {
  const is = (...states: Client['state'][]) => clients.filter(each => states.includes(each.state));
  // Nobody was asked about: a record may hold no questions.
  if (clients.length === 0) return 'inconclusive';
  if (is('through').length === clients.length) return 'reachable';
  if (is('blocked').length === clients.length) return 'unreachable';
  if (is('blocked', 'partly', 'astray', 'by-luck').length === 0) return 'inconclusive';
  const self = clients.find(each => each.label === 'self');
  const others = clients.filter(each => each.label !== 'self');
  if (self?.state === 'through' && others.every(each => each.state === 'blocked')) return 'local-only';
  return is('through', 'partly', 'astray', 'by-luck').length > 0 ? 'degraded' : 'inconclusive';
}

/**
 * How much a finding weighs for a client that gets through by another address. The person who typed a port did not ask
 * for IPv6, or for each address; the one who typed a name did, for all that it leads to.
 */
export function weight(found: Found, settled: Settled, client: Client, target: Target): Severity | 'nothing' {
  const { severity } = found.finding;
  if (severity !== 'error') return severity;
  return target.host === null ? weightForPort(found, settled, client) : weightForHost(found, settled, client);
}

/** Clients of a name try its addresses in turn, and differ in how: what fails beside one that works is a warning. */
function weightForHost(found: Found, settled: Settled, client: Client): Severity {
  if (isOtherFamily(found, settled, client)) return 'warning';
  const elsewhere = !arrives(settled) && client.settled.some(arrives) && waysIn.includes(layerOf(found.code));
  const aside = client.state === 'through' && settled.reach.outcome !== 'ok';
  return elsewhere || aside || mayArriveElsewhere(found, settled, client) ? 'warning' : 'error';
}

/** Whether another address gets the client through could not be told: this one alone may be no error. */
const mayArriveElsewhere = (found: Found, settled: Settled, client: Client): boolean =>
  client.state === 'unknown' && settled.reach.outcome !== 'unknown' && waysIn.includes(layerOf(found.code));

const mayArriveByIPv4 = (found: Found, settled: Settled, client: Client): boolean =>
  mayArriveElsewhere(found, settled, client) &&
  client.settled.some(each => each.reach.outcome === 'unknown' && each.question.family === 4);

/** Whoever typed a port asked for no address in particular: one that works is enough, but localhost is expected to. */
function weightForPort(found: Found, settled: Settled, client: Client): Severity | 'nothing' {
  if ((client.state === 'partly' || onlyByIPv6(client)) && settled.question.family === 4) return 'error';
  const ordinary = ['bind', 'port', 'name'].includes(layerOf(found.code));
  const localhost = missesLocalhost(settled, client);
  if (layerOf(found.code) === 'bind' && client.settled.some(isTaken))
    return localhost || isBeside(found, client) ? 'warning' : 'nothing';
  if (isOtherFamily(found, settled, client)) return 'nothing';
  if (mayArriveByIPv4(found, settled, client)) return ordinary ? 'nothing' : 'warning';
  if (client.state !== 'through' || settled.reach.outcome === 'ok') return 'error';
  const sameFamily = client.settled.some(
    each => each.reach.outcome === 'ok' && each.question.family === settled.question.family,
  );
  if (isAside(found, settled, client)) return localhost ? 'warning' : 'nothing';
  return ordinary && !sameFamily ? 'nothing' : 'warning';
}

/** Where nobody takes the connections, what would become of them on the way there is of no interest either. */
const isAside = ({ code }: Found, settled: Settled, { label }: Client): boolean => {
  const ordinary = ['bind', 'port', 'name'].includes(layerOf(code));
  return label === 'self' ? ordinary || !isTaken(settled) : !ordinary && !isTaken(settled);
};

/** Another machine that is stopped on its way, and would get in by IPv6 alone were it not. */
const onlyByIPv6 = ({ state, settled }: Client): boolean => {
  const dialled = settled.filter(each => each.question.family === 4 && isDialled(each));
  return (
    state !== 'through' &&
    dialled.length > 0 &&
    !dialled.some(isTaken) &&
    settled.some(each => each.question.family === 6 && isTaken(each))
  );
};

const missesLocalhost = (settled: Settled, client: Client): boolean =>
  client.label === 'self' && atLocalhost(settled) && !client.settled.some(takesLocalhost);

/** Another address of the same network takes the connections: which of the two people type is not known. */
const isBeside = (found: Found, client: Client): boolean =>
  client.label === 'lan' && found.code === 'bind/one-address';

const takesLocalhost = (settled: Settled): boolean => atLocalhost(settled) && isTaken(settled);

/**
 * A server takes the connections to this address, whatever becomes of them then. Clients that try every address of a
 * name end up here, so what keeps them from the other addresses is not what they fail of.
 */
function arrives(settled: Settled): boolean {
  const { question, reach } = settled;
  const errors = failingLayers(settled);
  // Where it connected, somebody took it, were it the wrong one (port/taken); a name may still have led it astray.
  const stops = (layer: string) => (isMade(settled) ? layer === 'name' : waysIn.includes(layer));
  if (question.address === '' || errors.some(stops)) return false;
  return errors.length > 0 || !['refused', 'timeout', 'unreachable', 'unknown'].includes(reach.outcome);
}

/** An attempt from here connected to this address, whatever became of it then. */
const isMade = ({ reach }: Settled): boolean =>
  reach.by === 'probe' && ['ok', 'http-error', 'tls-error', 'no-answer', 'reset'].includes(reach.outcome);

/** Clients try either family of a port or a name: where one fails of something else here, the lack of the other is no news. */
const isOtherFamily = (found: Found, settled: Settled, client: Client): boolean =>
  /^bind\/ipv[46]-only$/.test(found.code) &&
  client.settled.some(
    each =>
      each.question.local &&
      each.question.family !== settled.question.family &&
      each.found.some(
        other => other.finding.severity === 'error' && !/^bind\/ipv[46]-only$/.test(other.code),
      ),
  );

/** A listener takes the connections to this address, whatever becomes of them then. */
const isTaken = (settled: Settled): boolean =>
  settled.question.port !== 0 &&
  !failingLayers(settled).some(layer => ['bind', 'port', 'namespace'].includes(layer));

/** The layers at which this address fails, also where a cause at another address says why. */
const failingLayers = ({ found, explained }: Settled): readonly string[] => [
  ...found.filter(each => each.finding.severity === 'error').map(each => layerOf(each.code)),
  ...explained.map(each => layerOf(each.code)),
];

/** By an address that localhost stands for. */
const atLocalhost = ({ question: { address } }: Settled) => address === '127.0.0.1' || address === '::1';
