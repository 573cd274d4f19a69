import { type Fact, valueIn } from '../../facts/fact.js';
import type { FirewallRules, IpsecPolicy } from '../../facts/firewall/types.js';
import { type Deciding, policyOn } from '../../firewall/ipsec.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { asked, whom } from './words.js';

const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' };

/** A policy as `ip xfrm policy` takes it: src, dst, proto, ports, dir. */
function wordsOf({ selector, direction }: IpsecPolicy): readonly string[] {
  const { source, destination, protocol, sourcePort, destinationPort } = selector;
  return [
    ...['src', source, 'dst', destination],
    ...(protocol ? ['proto', PROTOCOLS[protocol] ?? String(protocol)] : []),
    ...(sourcePort === null ? [] : ['sport', String(sourcePort)]),
    ...(destinationPort === null ? [] : ['dport', String(destinationPort)]),
    ...['dir', direction === 'forward' ? 'fwd' : direction],
  ];
}

function blocked(policy: IpsecPolicy, way: 'request' | 'answer', question: Question): Finding {
  const words = wordsOf(policy);
  const request = way === 'request';
  const what = request
    ? `connections to ${asked(question)} from ${whom(question)}`
    : `the answers of ${asked(question)} to ${whom(question)}`;
  return {
    severity: 'error',
    summary: `An IPsec policy of this machine drops ${what}: "${words.join(' ')} action block".`,
    says: 'an IPsec policy blocks it',
    headline: request ? 'an IPsec policy drops the connection' : 'an IPsec policy drops the replies',
    outcome: 'timeout',
    evidence: [
      {
        fact: 'firewall',
        says: `${words.join(' ')} action block priority ${policy.priority}`,
        source: 'ip xfrm policy',
      },
    ],
    fixes: [
      {
        title: 'Take the policy away',
        steps: [{ do: 'run', command: commandLine(['ip', 'xfrm', 'policy', 'delete', ...words]) }],
        text: 'An IPsec daemon (strongSwan, Libreswan) puts its own back: change its configuration then.',
        risk: 'Somebody put it there to cut these addresses off.',
        needsRoot: true,
      },
    ],
  };
}

const open = ({ policy }: Deciding): Unchecked =>
  unchecked(
    policy.does === 'transform'
      ? `an IPsec policy (${wordsOf(policy).join(' ')}) takes encrypted packets only, and whether the client's are cannot be known`
      : `whether an IPsec policy (${wordsOf(policy).join(' ')} action block) is about this connection cannot be told`,
  );

/** What IPsec's policies do with a client's request, or with the answer to it; undefined where they let it be. */
export function byPolicy(
  firewall: Fact<FirewallRules>,
  way: 'request' | 'answer',
  question: Question,
): Finding | Unchecked | undefined {
  const found = policyOn(valueIn(firewall)?.policies, way, question);
  if (!found) return undefined;
  return found.sure && found.policy.does === 'block' ? blocked(found.policy, way, question) : open(found);
}
