import { valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import { onlyThisKeptOut } from '../app/kept-out.js';
import { ownersOf } from '../http/owner.js';
import { whyFacts, whyHungUp } from '../http/why-hung-up.js';
import { askedHere } from '../name/server-here.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at, named } from '../serving.js';

/** Ended before a word was said, though the server is one that speaks first: whether by FIN or RST, unread bytes decide. */
const endedUnasked = ({ asked, reason, outcome }: Conversation): boolean =>
  asked === 'listen' && (outcome === 'reset' || (outcome === 'closed' && reason === 'asked'));

/** The connection is ended after the handshake, before anything was asked: an address filter, TCP wrappers, or a crash on accept. */
export const rule = defineRule({
  code: 'tcp/reset',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'interfaces', 'firewall', ...whyFacts],
  explainedBy: [
    'app/access-denied',
    'app/too-many-clients',
    'namespace/container-loopback',
    'namespace/forward-mismatch',
    'client/tunnel-wrong-port',
    'http/bad-gateway',
    'process/fd-limit',
    'process/crash-loop',
    'firewall/egress-blocked',
  ],
  check(facts, asked) {
    const { probes, sockets, owners, processes } = facts;
    const question = askedHere(probes, valueIn(sockets) ?? [], asked);
    const probe = probeOf(probes, question);
    const unasked = probe?.conversations.find(endedUnasked);
    if (!probe || (probe.outcome !== 'reset' && !unasked)) return undefined;
    if (probe.conversations.some(each => each.outcome === 'answered')) return undefined;
    if (onlyThisKeptOut(facts, question)) return undefined;
    const [owner] = ownersOf(question, sockets, owners, processes);
    const who = owner && named(owner, valueIn(processes) ?? []);
    const why = whyHungUp(owner, facts);
    const place = at(question.address, question.port);
    const closed = probe.outcome !== 'reset' && unasked?.outcome === 'closed';
    return {
      severity: 'error',
      summary: `${who ? `${who} takes connections to ${place}` : `${place} takes connections`} and ${closed ? 'closes' : 'resets'} them before anything was asked${why ? `: ${why.says}` : ''}.`,
      says: closed ? 'closed at once' : 'reset',
      ...(closed && { headline: 'the server hangs up on connections as soon as they are made' }),
      evidence: [
        {
          fact: 'probes',
          says: `connection to ${place} was ${closed ? 'closed' : 'reset'} with nothing sent`,
          source: 'a connection from here',
        },
        ...(why ? [why.evidence] : []),
      ],
      fixes: [
        ...(why?.fixes ?? []),
        {
          title: "Look at the server's own rules about who may connect, and at its log",
          text: 'TCP wrappers: /etc/hosts.allow and /etc/hosts.deny. nginx: allow and deny. A server that crashes as it accepts says so in its log.',
          needsRoot: false,
        },
      ],
      outcome: closed ? 'no-answer' : 'reset',
    };
  },
});
