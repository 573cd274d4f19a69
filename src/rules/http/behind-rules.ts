import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import type { Admittance } from '../../programs/access/client-rules-types.js';
import { type Finding, type Seen, type Unchecked, unchecked } from '../rule.js';
import type { situationFacts } from '../situation.js';
import { statusOf, type Talk, talkOf } from '../talk.js';
import { failed } from './behind-proxy.js';
import { byAddress, decides, isUnseen } from './by-address.js';
import { masterAmong, ownersOf } from './owner.js';
import { faultOf } from './upstream-faults.js';
import type { UpstreamFault } from './upstream-types.js';

/**
 * Seen without its proxy's own failure, these prove nothing: another machine, words that only take their time, and the want
 * of a certificate that the proxy may show.
 */
const isOpen = ({ kind, state }: UpstreamFault): boolean =>
  kind === 'elsewhere' ||
  kind === 'silent' ||
  state.probes.some(({ conversations: [first] }) => first?.tls?.clientCertificateRequested);

/** By itself, the application has an error for the very request, which its proxy may have made another. */
function answered(upstreams: Passing['upstreams'], { text }: Admittance): Unchecked | undefined {
  const answers = upstreams.flatMap(({ probes }) =>
    probes.flatMap(each => each.conversations[0]?.http ?? []),
  );
  const worst = answers.find(({ status }) => status >= 400);
  return worst && answers.every(({ status }) => status >= 400)
    ? unchecked(
        `the application answers ${statusOf(worst)} to this machine; what it answers whom the proxy lets in (${text}) is to be tried from there`,
      )
    : undefined;
}

type Facts = Seen<'probes' | 'upstreams', (typeof situationFacts)[number]>;

/** What stands behind does not work, for whoever gets so far. A proxy passes over those of several that fail. */
function faultIn(behind: Passing, talk: Talk, facts: Facts, question: Question): Finding | undefined {
  const { proxy, upstreams, logged, fronts = [] } = behind;
  const faults = upstreams.flatMap(state => faultOf(state) ?? []);
  const [fault] = faults;
  if (!fault || proxy === null || faults.length < upstreams.length || faults.some(isOpen)) return undefined;
  const master = masterAmong(ownersOf(question, facts.sockets, facts.owners, facts.processes));
  const failure = `${statusOf(talk.end.http!)} to this machine`;
  return failed({ talk, failure, proxy, fronts, logged, fault, master }, facts, question);
}

/** The proxy wants a password, and who has it meets an application that does not work: it was not that which wanted it. */
export function behindPassword(facts: Facts, question: Question): Finding | undefined {
  const talk = talkOf(facts.probes, question);
  const behind = facts.upstreams.behindRules;
  const isOfPath = behind?.upstreams.every(({ upstream }) => !upstream.otherPath);
  return behind && isOfPath && talk?.url && talk.end.http?.status === 401
    ? faultIn(behind, talk, facts, question)
    : undefined;
}

/**
 * The proxy lets a client in and turns this machine away: what that client gets is told by the application behind, which this
 * machine may ask itself.
 */
export function behindRules(facts: Facts, question: Question): Finding | Unchecked | undefined {
  const behind = facts.upstreams.behindRules;
  const found = byAddress(facts, question);
  if (!behind?.proxy || !isUnseen(found) || found.said.besides) return undefined;
  const { talk, said } = found;
  const told = faultIn(behind, talk, facts, question);
  if (told) return { ...told, evidence: [...told.evidence, decides(said, question.vantage.source)] };
  return behind.upstreams.some(state => faultOf(state)) ? undefined : answered(behind.upstreams, said);
}
