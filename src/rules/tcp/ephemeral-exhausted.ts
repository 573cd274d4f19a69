import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';

/** connect() fails with EADDRNOTAVAIL: every local port towards that target is in use. */
export const rule = defineRule({
  code: 'tcp/ephemeral-exhausted',
  needs: ['probes', 'limits'],
  check({ probes, limits }, question) {
    const probe = probeOf(probes, question);
    if (probe?.errno !== 'EADDRNOTAVAIL' || question.address === '::1') return undefined;
    const { first, last } = limits.ephemeral;
    return {
      severity: 'error',
      summary: `This machine has no local port left for a connection to ${at(question.address, question.port)}: all of ${first}–${last} towards it are in use.`,
      says: 'no local port left',
      evidence: [
        { fact: 'probes', says: 'connect() failed with EADDRNOTAVAIL', source: 'a connection from here' },
        {
          fact: 'limits',
          says: `${last - first + 1} local ports: ${first}–${last}`,
          source: 'net.ipv4.ip_local_port_range',
        },
      ],
      fixes: [
        {
          title: 'Let clients keep their connections (keep-alive, a pool), and widen the range',
          text:
            'sysctl -w net.ipv4.ip_local_port_range="1024 65535"\nsysctl -w net.ipv4.tcp_tw_reuse=1\nWhat holds them: ss -tan dst ' +
            question.address,
          needsRoot: true,
        },
      ],
      outcome: 'unreachable',
    };
  },
});
