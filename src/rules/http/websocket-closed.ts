import type { Ended } from '../../facts/probes/websocket.js';
import type { Process } from '../../facts/processes/types.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, talkOf, told } from '../talk.js';
import { ownersOf } from './owner.js';

/** The server's own troubles (RFC 6455 section 7.4.1 and IANA's registry); others are about the client. */
const OWN = new Map([
  [1006, 'without a Close frame'],
  [1011, 'internal error'],
  [1012, 'restarts'],
  [1013, 'try again later'],
  [1014, 'bad gateway'],
]);

const wordsOf = ({ status, reason }: Ended): string => {
  const means = OWN.get(status) ?? '';
  if (status === 1006) return means;
  const says = reason.trim() || means;
  return `with status ${status}${says ? ` (${says})` : ''}`;
};

/** websockify and its like hand what comes on to the place that their command line names. */
const handsOnTo = ({ command }: Process): string | undefined =>
  command.some(word => /websockify/.test(word))
    ? command.findLast(word => /^\[?[\w.:-]+\]?:\d+$/.test(word))
    : undefined;

/** The switch to WebSocket was asked for (ws, wss) and made, and the server ended it before a word was said. */
export const rule = defineRule({
  code: 'http/websocket-closed',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'processes'],
  explainedBy: ['http/bad-gateway'],
  check({ probes, sockets, owners, processes }, question): Finding | undefined {
    const talk = talkOf(probes, question);
    const ended = talk?.url ? talk.end.ended : undefined;
    if (!talk || !ended || ended.status === 1000) return undefined;
    const holders = ownersOf(question, sockets, owners, processes);
    const place = holders.map(handsOnTo).find(each => each !== undefined);
    const how = wordsOf(ended);
    return finding(
      OWN.has(ended.status) ? 'error' : 'warning',
      `The server switches to WebSocket at ${talk.end.path ?? '/'} and ends it at once, ${how}.`,
      `WebSocket ended, ${ended.status}`,
      [told(talk.end, `Switched to WebSocket, which the server then ended ${how}.`)],
      {
        fixes: [
          place
            ? advice(
                'Start the server that it hands on to',
                `It hands on to ${place}. Whether that answers:\n  netcheck why ${place}`,
              )
            : advice(
                "Look into the server's log",
                'It says whom it did not let in, or whom it did not reach.',
              ),
        ],
        ...(OWN.has(ended.status) ? {} : { outcome: 'ok' as const }),
      },
    );
  },
});
