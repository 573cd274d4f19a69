import { type Fields, isFields } from '../facts/firewall/json.js';
import type { Json, Rule } from '../facts/firewall/types.js';
import { always, doubt, type Step } from './step.js';

/** The programs that read the queues of a statement, null for nobody; undefined where that is not known. */
const readersOf = ({ readers }: Fields): readonly (string | null)[] | undefined =>
  Array.isArray(readers) ? readers.map(each => (typeof each === 'string' ? each : null)) : undefined;

const hasFlag = ({ flags }: Fields, flag: string): boolean =>
  flags === flag || (Array.isArray(flags) && (flags as readonly Json[]).includes(flag));

const isUnread = (body: Fields): boolean => readersOf(body)?.every(each => each === null) ?? false;

/**
 * Hands a packet to a program, whose verdict cannot be told. Where no program reads the queue the kernel drops the packet,
 * or with `bypass` goes on as if the rule accepted it (nf_queue in net/netfilter/nf_queue.c).
 */
export function queue(json: Json): Step {
  const body = isFields(json) ? json : {};
  if (isUnread(body)) return always([{ kind: hasFlag(body, 'bypass') ? 'accept' : 'drop' }]);
  const readers = [...new Set((readersOf(body) ?? []).filter(each => each !== null))];
  const who = readers.length ? `: ${readers.join(', ')}` : '';
  return always([
    {
      kind: 'unknown',
      doubt: doubt('queue', `a program that the packet is handed to (queue${who})`),
    },
  ]);
}

/** The rule hands packets to a queue that no program reads. */
export const handsToNobody = ({ statements }: Rule): boolean =>
  statements.some(each => isFields(each.queue ?? null) && isUnread(each.queue as Fields));
