import { valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { CLOSING, TIME_WAIT } from '../../facts/sockets/yielding.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { logsOfStopped } from '../process/unit-logs.js';
import { defineRule, type Evidence, type Seen } from '../rule.js';
import { holdersOf, named } from '../serving.js';
import { absent, idleOn, reasonsForAbsence } from './absent.js';
import { stoppedHere } from './stopped-here.js';

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
    const old = failed ? [...CLOSING, 'established'] : CLOSING;
    const left = idle.filter(each => old.includes(each.state));
    const others = sockets.some(
      ({ state }) => state === 'syn-sent' || state === 'bound' || (state === 'established' && !failed),
    );
    if (left.length === 0 || others) return undefined;
    // Who made them had set SO_REUSEADDR, and may have the port again at once: why it ended is another matter.
    if (!failed && left.every(each => each.yields)) return undefined;
    // A service that is merely stopped has not tried to have the port.
    if (!failed && isStopped({ ...keepers, machine }, question)) return undefined;
    // What its own program has not closed yet is still that program's.
    const running = valueIn(processes) ?? [];
    const holder = left.flatMap(each => holdersOf(each, owners, running))[0];
    const firm = left.some(each => each.yields === false);
    const fix = startAgain(left, holder && named(holder, running), failed !== undefined || firm);
    const found = absent(
      `Nothing listens on port ${question.port}; ${heldBy(left, firm)}.`,
      statesOf(left).toLowerCase(),
      [
        {
          fact: 'sockets',
          says: `${counted(left.length, 'socket')} in ${statesOf(left)} on local port ${question.port}`,
          source: 'sock_diag or /proc/net/tcp',
        },
        ...(firm ? [kept(question.port)] : []),
        ...(failed ? [logSays(failed)] : []),
        ...(holder ? [unclosed(holder, running)] : []),
      ],
      [
        {
          title: fix,
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

const statesOf = (left: readonly Socket[]): string =>
  [...new Set(left.map(each => each.state.toUpperCase()))].join(', ');

/** How long they will last, seconds; undefined where no clock ends them. */
const longest = (left: readonly Socket[]): number | undefined =>
  left.every(each => each.state === 'time-wait')
    ? Math.ceil(Math.max(...left.map(each => each.expiresIn ?? TIME_WAIT)))
    : undefined;

/** `firm`: it has been seen that they hold off whoever comes. */
function heldBy(left: readonly Socket[], firm: boolean): string {
  const seconds = longest(left);
  const until = seconds === undefined ? 'until both ends have closed them' : `for another ${seconds} s`;
  const whom = firm
    ? 'no server can have it before, for the one that made them had not set SO_REUSEADDR'
    : 'a server without SO_REUSEADDR cannot have it before';
  return `${counted(left.length, 'old connection')} (${statesOf(left)}) hold${left.length > 1 ? '' : 's'} it ${until}, and ${whom}`;
}

function startAgain(left: readonly Socket[], holder: string | undefined, certain: boolean): string {
  const seconds = longest(left);
  if (seconds === undefined)
    return `End ${holder ? `${holder}, which has them,` : 'the old connections'} and start the server again`;
  return certain
    ? `Wait ${seconds} s and start the server again`
    : `Start the server again; if it says that the address is in use, wait ${seconds} s first`;
}

const kept = (port: number): Evidence => ({
  fact: 'sockets',
  says: `a socket that sets SO_REUSEADDR is not given port ${port} (EADDRINUSE)`,
  source: 'bind(2)',
});

const unclosed = (holder: Process, running: readonly Process[]): Evidence => ({
  fact: 'owners',
  says: `${named(holder, running)} has not closed them`,
  source: `/proc/${holder.pid}/fd`,
});

/** Of a server that is kept or set up here, and does not run. */
const isStopped = (
  facts: Parameters<typeof stoppedHere>[0] & Seen<'subject' | 'machine', never>,
  question: Question,
): boolean =>
  facts.subject.installed !== undefined ||
  facts.subject.idle !== undefined ||
  stoppedHere(facts, facts.machine, question).length > 0;
