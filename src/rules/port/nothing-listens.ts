import { defineRule } from '../rule.js';
import { absent, idleOn, reasonsForAbsence } from './absent.js';

/** No socket of any kind serves the port in this network namespace. */
export const rule = defineRule({
  code: 'port/nothing-listens',
  needs: ['sockets'],
  explainedBy: reasonsForAbsence,
  check({ sockets }, question) {
    if (!idleOn(sockets, question)) return undefined;
    const port = `${question.protocol === 'udp' ? 'UDP port' : 'port'} ${question.port}`;
    return absent(
      `Nothing listens on ${port}: no program on this machine has it open.`,
      'nothing listens',
      [
        {
          fact: 'sockets',
          says: `no listening socket on ${port}, on any address`,
          source: 'sock_diag or /proc/net',
        },
      ],
      [
        {
          title: 'Start the server, and look at what it prints: it names the address and port that it took',
          text: `Then ask again: netcheck why ${question.target.input}\nOther programs that listen: netcheck ports`,
          needsRoot: false,
        },
      ],
    );
  },
});
