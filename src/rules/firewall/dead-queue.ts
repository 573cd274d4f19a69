import type { Interface, TrafficControl } from '../../facts/interfaces/types.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';

type Queue = NonNullable<TrafficControl['queue']>;

/** A queue that has lost this many packets and sent none sends none. */
const ENOUGH = 3;
/** A share of losses by which hardly any connection is made. */
const NEARLY_ALL = 0.9;

/** An interface that is off, or has no link, has the kernel's noop in place of its queue. */
const letsNothingOut = ({ kind, loss, sent, dropped }: Queue): boolean =>
  kind !== 'noop' && (loss >= NEARLY_ALL || (sent === 0 && dropped >= ENOUGH));

const countOf = ({ loss, sent, dropped }: Queue): string =>
  loss > 0
    ? `loses ${Math.round(loss * 100)} % on purpose`
    : `has dropped ${dropped} packets and sent ${sent}`;

/** Found where nothing comes out of the queue (tc) by which packets leave an interface; `what` are those packets. */
export function deadQueue(
  interfaces: readonly Interface[],
  device: string | null | undefined,
  what: string,
): Finding | undefined {
  const queue = interfaces.find(each => each.name === device)?.traffic?.queue;
  if (!queue || !device || !letsNothingOut(queue)) return undefined;
  return {
    severity: 'error',
    summary: `The queue of ${device} (${queue.kind}, set up with tc) drops what leaves there, ${what} among it.`,
    says: `the ${queue.kind} queue drops it`,
    headline: `the queue of ${device} drops what leaves there`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'interfaces',
        says: `${queue.kind} on ${device} ${countOf(queue)}`,
        source: `tc -s qdisc show dev ${device}`,
      },
    ],
    fixes: [
      {
        title: 'Give the interface its usual queue back',
        steps: [{ do: 'run', command: `tc qdisc del dev ${quoted(device)} root` }],
        risk: 'Somebody may have set it up for a test, or to share the line.',
        needsRoot: true,
      },
    ],
  };
}
