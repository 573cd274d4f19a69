import { type Fact, known, valueIn } from '../../facts/fact.js';
import { toBeTold } from '../../facts/unseen.js';
import { type IcmpError, icmpSays, isHostUnreachable } from '../../net/icmp.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { fateOf, probeOf } from '../probe.js';
import { elsewhere, mayHaveGivenUp } from '../remote/elsewhere.js';
import type { Finding, Unchecked } from '../rule.js';
import type { WalkSeen } from './judged.js';
import { asked } from './words.js';

const howToRead = (uid: number): string =>
  toBeTold(uid, 'names the rule, and how to let the connection through', 'NET_ADMIN');

/** What to do about a rule that could not be read. */
export const findRule = (verb: string): Fix => ({
  title: `Find the rule that ${verb} it`,
  text: howToRead(1),
  needsRoot: true,
});

/** What is said of a rule that an attempt proves, and that nobody has seen. */
export const RULE_UNREAD = 'Which rule it is cannot be read without root.';

/** The root of a container has no use for sudo. */
const toContained = (proof: Finding): Finding => ({
  ...proof,
  summary: proof.summary.replace(RULE_UNREAD, 'Which rule it is cannot be read without CAP_NET_ADMIN.'),
  fixes: proof.fixes.map(fix => ({ ...fix, text: howToRead(0) })),
});

/**
 * What is said of a rule that an attempt proves to whom no rules are shown; where they were read, it is one of which it
 * cannot be told whether it applies.
 */
export function unlessRead(
  proof: Finding | undefined,
  firewall: Fact<unknown>,
  doubt: Unchecked | Finding | undefined,
): Finding | undefined {
  if (proof && firewall.status === 'unknown' && firewall.detail.includes('CAP_NET_ADMIN'))
    return toContained(proof);
  return proof && firewall.status === 'known' && doubt && 'unchecked' in doubt
    ? {
        ...proof,
        summary: proof.summary.replace(RULE_UNREAD, () => `One of its rules may be it: ${doubt.unchecked}.`),
        fixes: [
          {
            title: 'Take that rule away, or accept the connection before it',
            text: 'To be certain that it is the one, give it a counter, try again, and see whether that grows (nft list ruleset, iptables -nvL).',
            needsRoot: true,
          },
        ],
      }
    : proof;
}

/** The error without what it would mean of another machine. */
const inItself = (error: IcmpError): string => icmpSays(error).replace(/: .*(?= \()/, '');

/** It may have asked in vain who has the address, as it asks of no address of its own. */
function gaveUp({ probes, routes, interfaces }: WalkSeen, question: Question): boolean {
  const found = elsewhere(valueIn(probes) ?? [], routes, known(interfaces, 'rtnetlink'), question);
  return found ? mayHaveGivenUp(found) : !question.local;
}

/**
 * The rules could not be read, but the ICMP error came from this machine itself. That nobody answers for the address it
 * also tells itself, later, where no rule is to blame; and of a closed port of its own it says so by TCP with a reset, and over UDP
 * in the very words of a rule.
 */
export function byOwnWord(seen: WalkSeen, question: Question): Finding | undefined {
  const { probes, interfaces } = seen;
  const { vantage, local, protocol, port } = question;
  const probe = vantage.kind === 'self' ? probeOf(valueIn(probes), question) : undefined;
  const offender = probe?.offender;
  const own = interfaces.some(nic => nic.addresses.some(each => each.address === offender?.address));
  if (!probe || !offender || !own || (isHostUnreachable(offender) && gaveUp(seen, question)))
    return undefined;
  if (local && protocol === 'udp') return undefined;
  const what = local ? 'connections' : 'its connections';
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall rejects ${what} to ${asked(question)}: the error came from ${offender.address}, which is this machine. ${RULE_UNREAD}`,
    says: local ? `rejects ${port}/${protocol}` : `blocks the way out to ${asked(question)}`,
    outcome: fateOf(probe),
    evidence: [
      {
        fact: 'probes',
        says: `${probe.errno} after ${Math.round(probe.ms)} ms: ${offender.address} (this machine) says ${inItself(offender)}`,
        source: 'error queue of the socket (IP_RECVERR)',
      },
    ],
    fixes: [findRule('rejects')],
  };
}
