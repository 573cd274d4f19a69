import type { System } from '../../system/system.js';
import { isFields } from './json.js';
import { readText } from './tools.js';
import type { Json, Statement, Table } from './types.js';

const FOLDER = '/proc/net/netfilter';
const NETLINK_NETFILTER = 12;
/** Of a wider range of queues the first so many are looked up. */
const MOST = 64;

/** A queue that a program reads, and the netlink port that it reads it by. */
export interface Queue {
  readonly number: number;
  readonly port: number;
}

/** The rows of /proc/net/netfilter/nfnetlink_queue (seq_show in net/netfilter/nfnetlink_queue.c): one for each queue with a reader. */
export const parseQueues = (text: string): readonly Queue[] =>
  [...text.matchAll(/^ *(\d+) +(-?\d+) /gm)].map(([, number, port]) => ({
    number: Number(number),
    port: Number(port),
  }));

/** Queues with a reader; none where the kernel has no reader's part at all; undefined where it does not tell. */
function readQueues(system: System): readonly Queue[] | undefined {
  const text = readText(system, `${FOLDER}/nfnetlink_queue`);
  if (text !== undefined) return parseQueues(text);
  return readText(system, `${FOLDER}/nf_log`) === undefined ? undefined : [];
}

/** The process behind a netlink port: its socket is in /proc/net/netlink, and the port is by custom the pid of its holder. */
function readerOf(system: System, port: number): string {
  const rows = (readText(system, '/proc/net/netlink') ?? '').split('\n').map(row => row.trim().split(/\s+/));
  const inode = rows.find(row => Number(row[1]) === NETLINK_NETFILTER && Number(row[2]) === port)?.at(-1);
  try {
    const held = system.list(`/proc/${port}/fd`).some(fd => {
      return inode !== undefined && system.link(`/proc/${port}/fd/${fd}`) === `socket:[${inode}]`;
    });
    if (held) return `${(readText(system, `/proc/${port}/comm`) ?? '').trim()} (pid ${port})`;
  } catch {
    // Another user's, or in another pid namespace: it cannot be told who.
  }
  return `a program with netlink port ${port}`;
}

/** The numbers that a statement may hand to, or undefined where it works them out from the packet. */
function numbersOf(num: Json): readonly number[] | undefined {
  if (typeof num === 'number') return [num];
  const range = isFields(num) && Array.isArray(num.range) ? (num.range as readonly Json[]) : [];
  const [first, last] = range;
  if (typeof first !== 'number' || typeof last !== 'number' || last < first) return undefined;
  return Array.from({ length: Math.min(last - first + 1, MOST) }, (_none, step) => first + step);
}

const handsOn = (statement: Statement): boolean => 'queue' in statement;

/**
 * Tables with the readers of each queue in the statement that hands packets to it: `readers`, one for each number, null for
 * nobody. Nothing is read where no rule has such a statement.
 */
export function withReaders(system: System, tables: readonly Table[]): readonly Table[] {
  if (
    !tables.some(({ chains }) =>
      chains.some(({ rules }) => rules.some(each => each.statements.some(handsOn))),
    )
  )
    return tables;
  const queues = readQueues(system);
  if (!queues) return tables;
  const resolved = (statement: Statement): Statement => {
    if (!handsOn(statement)) return statement;
    const body = isFields(statement.queue) ? statement.queue : {};
    const readers = numbersOf(body.num ?? 0)?.map(number => {
      const queue = queues.find(each => each.number === number);
      return queue ? readerOf(system, queue.port) : null;
    });
    return readers ? { queue: { ...body, readers } } : statement;
  };
  return tables.map(table => ({
    ...table,
    chains: table.chains.map(chain => ({
      ...chain,
      rules: chain.rules.map(rule =>
        rule.statements.some(handsOn) ? { ...rule, statements: rule.statements.map(resolved) } : rule,
      ),
    })),
  }));
}
