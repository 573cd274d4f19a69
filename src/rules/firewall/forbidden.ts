import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import type { WalkSeen } from './judged.js';
import { asked } from './words.js';

/**
 * connect() of TCP ended with EPERM. A packet filter does not do that, for a SYN that it drops is sent again (tcp_connect() in
 * net/ipv4/tcp_output.c); an IPsec policy that blocks does (xfrm_lookup()), and so does a filter on the program that asks.
 */
export function forbiddenConnection({ probes }: WalkSeen, question: Question): Finding | undefined {
  const probe = probeOf(valueIn(probes), question);
  if (probe?.protocol !== 'tcp' || probe.errno !== 'EPERM') return undefined;
  const to = asked(question);
  return {
    severity: 'error',
    summary: `This machine itself forbids connections to ${to}: the kernel refuses to begin one, and nothing is sent. An IPsec policy that blocks does that, or a filter on the program that asks (seccomp, or BPF of its control group).`,
    says: `forbids connections to ${to}`,
    headline: 'this machine forbids the connection',
    outcome: 'unreachable',
    evidence: [{ fact: 'probes', says: 'EPERM, and no packet left', source: `connect() to ${to}` }],
    fixes: [
      {
        title: 'See what forbids it',
        text: 'IPsec policies, of which one with "action block" and this address is the reason:\n  ip xfrm policy\nWithout such a one, ask again from an ordinary terminal, outside of the container or service.',
        needsRoot: true,
      },
    ],
  };
}
