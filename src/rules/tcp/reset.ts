import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';

/** RST after the handshake, before anything was asked: an address filter, TCP wrappers, or a crash on accept. */
export const rule = defineRule({
  code: 'tcp/reset',
  needs: ['probes'],
  explainedBy: ['app/access-denied'],
  check({ probes }, question) {
    const probe = probeOf(probes, question);
    const unasked = probe?.conversations.find(each => each.asked === 'listen' && each.outcome === 'reset');
    if (!probe || (probe.outcome !== 'reset' && !unasked)) return undefined;
    if (probe.conversations.some(each => each.outcome === 'answered')) return undefined;
    return {
      severity: 'error',
      summary: `${at(question.address, question.port)} takes the connection and resets it before anything was asked.`,
      says: 'reset',
      evidence: [
        {
          fact: 'probes',
          says: `connection to ${at(question.address, question.port)} was reset with nothing sent`,
          source: 'a connection from here',
        },
      ],
      fixes: [
        {
          title: 'Look at the server’s own rules about who may connect, and at its log',
          text: 'TCP wrappers: /etc/hosts.allow and /etc/hosts.deny. nginx: allow and deny. A server that crashes as it accepts says so in its log.',
          needsRoot: false,
        },
      ],
      outcome: 'reset',
    };
  },
});
