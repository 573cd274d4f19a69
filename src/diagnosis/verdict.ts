import type { Target } from '../net/target.js';
import type { Outcome } from '../rules/rule.js';
import type { Settled } from './settle.js';
import type { Verdict } from './types.js';

/** All questions of one client: it gets through if one address lets it. */
export interface Client {
  readonly label: string;
  readonly network: string | null;
  /** The interface that it comes in by. */
  readonly input: string | null;
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
    const { label, network, input } = group[0]!.question.vantage;
    return { label, network, input, settled: group, state: stateOf(group) };
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

/**
 * Nothing but luck decides what becomes of its connections. Where one of them gets through, what else was found is of
 * those that did not.
 */
function isByLuck({ found, reach }: Settled): boolean {
  const errors = found.filter(({ finding }) => finding.severity === 'error');
  const lucky = errors.filter(({ finding }) => finding.byLuck);
  if (reach.outcome === 'ok') return lucky.length > 0;
  return reach.outcome === 'no-answer' && lucky.length > 0 && lucky.length === errors.length;
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
export const isDialled = ({ question: { target, vantage, address } }: Settled): boolean =>
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
