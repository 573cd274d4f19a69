import { valueIn } from '../../facts/fact.js';
import type { SocketState } from '../../facts/sockets/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { logsOfStopped } from '../process/unit-logs.js';
import { defineRule, type Seen } from '../rule.js';
import { holdersOf, named } from '../serving.js';
import { absent, idleOn, reasonsForAbsence } from './absent.js';
import { stoppedHere } from './stopped-here.js';

const closing: readonly SocketState[] = [
  'time-wait',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'last-ack',
  'closing',
];
/** TCP_TIMEWAIT_LEN of include/net/tcp.h, seconds. */
const timeWait = 60;

/** Only connections that are being closed are left on the port: a server without SO_REUSEADDR cannot bind it yet. */
export const rule = defineRule({
  code: 'port/time-wait',
  needs: ['sockets', 'machine', 'subject'],
  mayUse: ['logs', 'units', 'pm2', 'containers', 'owners', 'processes'],
  explainedBy: [
    'process/crashed',
    'process/crash-loop',
    'port/privileged',
    'process/killed',
    // A client that has not hung up yet where its server has.
    'port/taken-by-outgoing',
    'bind/config-not-in-effect',
  ],
  check({ sockets, machine, logs, owners, processes, ...keepers }, question) {
    const idle = idleOn(sockets, question);
    if (!idle) return undefined;
    const { units, pm2 } = keepers;
    const told = [...(valueIn(logs) ?? []), ...logsOfStopped(units, pm2, machine, question.port)];
    const failed = errorsAbout(told, machine, question.port).find(each => each.kind === 'address-in-use');
    // A client's connection is one of those where a start failed since: a child of the server that is gone has it yet.
    const old = failed ? [...closing, 'established'] : closing;
    const left = idle.filter(each => old.includes(each.state));
    const others = sockets.some(
      ({ state }) => state === 'syn-sent' || state === 'bound' || (state === 'established' && !failed),
    );
    if (left.length === 0 || others) return undefined;
    const states = [...new Set(left.map(each => each.state.toUpperCase()))].join(', ');
    const waits = left.every(each => each.state === 'time-wait');
    const longest = Math.ceil(Math.max(...left.map(each => each.expiresIn ?? timeWait)));
    // A service that is merely stopped has not tried to have the port.
    if (!failed && isStopped({ ...keepers, machine }, question)) return undefined;
    // What its own program has not closed yet is still that program's.
    const running = valueIn(processes) ?? [];
    const holder = left.flatMap(each => holdersOf(each, owners, running))[0];
    const until = waits ? `for another ${longest} s` : 'until both ends have closed them';
    const found = absent(
      `Nothing listens on port ${question.port}; ${counted(left.length, 'old connection')} (${states}) hold${left.length > 1 ? '' : 's'} it ${until}, and a server without SO_REUSEADDR cannot have it before.`,
      states.toLowerCase(),
      [
        {
          fact: 'sockets',
          says: `${counted(left.length, 'socket')} in ${states} on local port ${question.port}`,
          source: 'sock_diag or /proc/net/tcp',
        },
        ...(failed ? [logSays(failed)] : []),
        ...(holder
          ? [
              {
                fact: 'owners' as const,
                says: `${named(holder, running)} has not closed them`,
                source: `/proc/${holder.pid}/fd`,
              },
            ]
          : []),
      ],
      [
        {
          title: !waits
            ? `End ${holder ? `${named(holder, running)}, which has them,` : 'the old connections'} and start the server again`
            : failed
              ? `Wait ${longest} s and start the server again`
              : `Start the server again; if it says that the address is in use, wait ${longest} s first`,
          text: `${holder ? `  kill ${holder.pid}\n` : ''}For good: set SO_REUSEADDR before bind(). In Python: s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)`,
          needsRoot: holder !== undefined && holder.uid !== machine.uid,
        },
      ],
    );
    // Whether a server failed because of them is seen in its log only; without that, whatever else says why nobody serves is surer.
    return failed
      ? found
      : {
          ...found,
          headline: 'nothing listens, and old connections still hold the port',
          explainedBy: reasonsForAbsence,
        };
  },
});

/** Of a server that is kept or set up here, and does not run. */
const isStopped = (
  facts: Parameters<typeof stoppedHere>[0] & Seen<'subject' | 'machine', never>,
  question: Question,
): boolean =>
  facts.subject.installed !== undefined ||
  facts.subject.idle !== undefined ||
  stoppedHere(facts, facts.machine, question).length > 0;
