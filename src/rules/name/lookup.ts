import type { NameLookup, NameServerAnswer } from '../../facts/names/types.js';
import { withoutEndDot } from '../../net/host.js';
import type { Question } from '../../net/question.js';
import type { Evidence } from '../rule.js';

/** The question is asked from here, and by a name: other machines look names up in their own way. */
export const asksName = (names: NameLookup, { target, vantage }: Question): boolean =>
  vantage.kind === 'self' && target.host !== null && names.name !== '';

/** What one name server makes of the name: an address, a no, a failure of its own, or no word at all. */
export interface ServerVerdict {
  readonly server: string;
  readonly source: string;
  readonly says: 'address' | 'no' | 'failure' | 'silence';
  /** The answer that decided it. */
  readonly answer: NameServerAnswer;
  readonly addresses: readonly string[];
}

/** Where systemd-resolved's stub forwards to: nobody asks these directly. */
const isUpstream = ({ source }: { readonly source: string }): boolean => source.startsWith('/run/systemd/');

function verdictOf(answers: readonly NameServerAnswer[], name: string): ServerVerdict {
  const { server, source } = answers[0]!;
  const found = answers.find(each => each.addresses.length > 0);
  // The resolver stops at the first of its names that has an address.
  const same = answers.filter(each => each.question === found?.question);
  const addresses = [...new Set(same.flatMap(each => each.addresses))];
  const typed = answers.filter(each => each.question === withoutEndDot(name));
  const pick = (...outcomes: NameServerAnswer['outcome'][]) =>
    (typed.length ? typed : answers).find(each => outcomes.includes(each.outcome));
  const base = { server, source, addresses };
  if (found) return { ...base, says: 'address', answer: found };
  const failed = pick('SERVFAIL', 'REFUSED', 'OTHER');
  if (failed) return { ...base, says: 'failure', answer: failed };
  const no = pick('NXDOMAIN', 'NOERROR');
  return no
    ? { ...base, says: 'no', answer: no }
    : { ...base, says: 'silence', answer: typed[0] ?? answers[0]! };
}

/** The verdicts of all name servers, in the order in which they are asked. */
export function verdictsOf({ answers, name }: NameLookup): readonly ServerVerdict[] {
  const byServer = new Map<string, NameServerAnswer[]>();
  for (const answer of answers) byServer.set(answer.server, [...(byServer.get(answer.server) ?? []), answer]);
  return [...byServer.values()].map(each => verdictOf(each, name));
}

/** The servers that clients ask, without those behind systemd-resolved's stub. */
export const askedServers = (names: NameLookup): readonly ServerVerdict[] =>
  verdictsOf(names).filter(each => !isUpstream(each));

const failures: Readonly<Record<string, string>> = {
  NXDOMAIN: 'says that the name does not exist (NXDOMAIN)',
  NOERROR: 'knows the name, but no address for it',
  SERVFAIL: 'fails (SERVFAIL)',
  REFUSED: 'refuses the question (REFUSED)',
  OTHER: 'gives no usable answer',
  timeout: 'does not answer',
  refused: 'runs no name server: its port 53 refuses',
  unreachable: 'cannot be reached from here',
};

const byTcp: Readonly<Record<string, string>> = {
  timeout: 'does not answer',
  refused: 'refuses its port 53',
  unreachable: 'cannot be reached from here',
};

/** Where an alias ends that has no address. */
function aliasEnd({ alias, question }: NameServerAnswer): string {
  return alias === question.toLowerCase()
    ? 'has aliases (CNAME) for the name that lead back to it'
    : `says that the name is an alias (CNAME) of ${alias}, which has no address`;
}

/** What a server said, in words: "10.0.0.1 says that the name does not exist (NXDOMAIN)". */
export function worded(verdict: ServerVerdict): string {
  const { answer, server } = verdict;
  if (answer.truncated)
    return `${server} says by UDP that its answer is too long for a packet (truncated), and by TCP it ${byTcp[answer.outcome]}`;
  if (verdict.says === 'no' && answer.alias !== undefined) return `${server} ${aliasEnd(answer)}`;
  if (verdict.says === 'address') return `${server} answers ${verdict.addresses.slice(0, 4).join(', ')}`;
  return `${server} ${failures[answer.outcome]}`;
}

/** Evidence from one name server. */
export const heard = (verdict: ServerVerdict): Evidence => ({
  fact: 'names',
  says: worded(verdict),
  source: `DNS query to ${verdict.server} for ${verdict.answer.question} (${verdict.source === 'default' ? 'no nameserver line in /etc/resolv.conf' : verdict.source})`,
});

/** Evidence from the system's own resolver. */
export const resolved = (names: NameLookup): Evidence => ({
  fact: 'names',
  says:
    names.addresses.length > 0 && names.from !== 'clients'
      ? `${names.name} is ${names.addresses.map(each => each.address).join(', ')} here`
      : `the system finds no address for ${names.name}${names.error ? ` (${names.error})` : ''}`,
  source: `getaddrinfo(${names.name})`,
});
