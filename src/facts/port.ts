import type { Target } from '../net/target.js';
import type { System } from '../system/system.js';
import { type Fact, known, valueIn } from './fact.js';
import type { FactValues } from './facts.js';
import { logsIn, readLogs } from './logs/read.js';
import type { Probe } from './probes/types.js';
import { claimantsOf } from './processes/claimants.js';
import { collectProcesses } from './processes/collect.js';
import { sampled } from './processes/sampled.js';
import { whoMayAnswer } from './processes/who-may-answer.js';
import { logsOfAll, notSearched, searchFor } from './search.js';
import { awaitsAnswer } from './sockets/accepted.js';
import { withActors } from './sockets/actors.js';
import { serves } from './sockets/cover.js';
import { readOutgoing } from './sockets/outgoing.js';
import { findOwners, mergedOwners } from './sockets/owners.js';
import { presumeOwners } from './sockets/presumed.js';
import { readSockets } from './sockets/read.js';
import { dealOut, limitOf, turnsOf } from './sockets/turns.js';
import type { Socket } from './sockets/types.js';
import { socketsAt } from './sockets/unix-target.js';

type Some<N extends keyof FactValues> = { readonly [K in N]: Fact<FactValues[K]> };

/** Everything about the port itself: its sockets, who holds them, and who should where nobody does. */
export interface PortFacts
  extends Some<'sockets' | 'owners' | 'processes' | 'listeners' | 'unixListeners' | 'outgoing' | 'logs'> {
  /** Somebody waits for clients on it. */
  readonly served: boolean;
  /** Its sockets that a process may hold. */
  readonly mine: readonly Socket[];
  /** The processes that hold them, and those that the target names. */
  readonly pids: readonly number[];
}

/**
 * The port's sockets. Where it is served and only this machine asks, its connections prove nothing that the question
 * itself does not prove better, and are not looked for, unless its server's clients are to be counted.
 */
function socketsOf(
  system: System,
  port: number,
  { protocol }: Target,
  elsewhere: boolean,
): Fact<readonly Socket[]> {
  const serving = elsewhere ? notSearched : readSockets(system, { port, serving: true });
  const served = (valueIn(serving) ?? []).some(each => serves(each, protocol));
  return served ? serving : readSockets(system, { port });
}

/** Reads the port, as far as the clients that ask (`elsewhere`) matter; where nobody serves it, searches for who was meant to. */
export function readPort(
  system: System,
  port: number | null,
  target: Target,
  named: readonly number[],
  elsewhere: boolean,
): PortFacts {
  const sockets =
    target.socketPath !== null
      ? socketsAt(system, target.socketPath)
      : port === null
        ? notSearched
        : socketsOf(system, port, target, elsewhere);
  const mine = (valueIn(sockets) ?? []).filter(each => each.inode !== 0);
  const owners = presumeOwners(system, findOwners(system, mine), mine);
  const pids = [...new Set([...Object.values(valueIn(owners)?.pidsByInode ?? {}).flat(), ...named])];
  const served = mine.some(each => serves(each, target.protocol));
  const base = { sockets, mine, pids, served };
  if (served) {
    const here = valueIn(readLogs(system, logsIn(system, system.directory, 'caller-directory'))) ?? [];
    const claimants = port === null ? [] : claimantsOf(system, here, port, pids);
    const { pool = [], asleep = [] } = valueIn(owners) ?? {};
    const processes = collectProcesses(system, [...pids, ...pool, ...asleep, ...claimants]);
    const meant = (valueIn(processes) ?? []).filter(each => pids.includes(each.pid));
    if (!elsewhere && meant.some(({ name }) => counted.has(name)))
      return readPort(system, port, target, named, true);
    return {
      ...base,
      sockets: withActors(sockets, owners, processes),
      owners,
      processes,
      listeners: notSearched,
      unixListeners: notSearched,
      outgoing: notSearched,
      logs: readLogs(system, logsOfAll(system, meant), here),
    };
  }
  const search = searchFor(system, port, pids);
  return { ...base, ...search, owners: mergedOwners(owners, search.owners) };
}

/** Servers whose clients have to be counted to see that there is no room for another. */
const counted = new Set(['postgres', 'haproxy']);

/** A server that has not said a byte for this long is looked at more closely, milliseconds. */
const quiet = 500;

/**
 * Looks again while a probe waits for an answer: what is in the queues now, and who uses the processor. Where the
 * probes end sooner, there is nothing more to look at; but where sockets take turns, an answer is the luck of one.
 */
export async function lookWhileQuiet(
  system: System,
  port: PortFacts,
  number: number | null,
  probing: Promise<readonly Probe[]>,
  deadline: number,
): Promise<Quiet> {
  const limit = limitOf(deadline);
  const seen = await lookOnce(system, port, number, probing);
  if (number === null || turnsOf(port.mine).length === 0 || isOneStopped(port)) return seen;
  await probing;
  const listeners = await dealOut(system, number, port.mine, limit);
  if (!listeners) return seen;
  const others = (valueIn(seen.resampled) ?? []).filter(({ state }) => state !== 'listen');
  const isNew = seen.processes === port.processes && listeners.some(({ queue }) => queue.used > 0);
  return {
    ...seen,
    resampled: known([...listeners, ...others], 'sock_diag or /proc/net/tcp'),
    processes: isNew ? await sampled(system, port) : seen.processes,
  };
}

/**
 * A holder that is seen to be stopped accepts nothing, and nothing has to be dealt out to show that; one that may be a
 * holder shows by the requests that are not answered.
 */
const isOneStopped = ({ owners, processes, pids }: PortFacts): boolean =>
  valueIn(owners)?.pool !== undefined ||
  (valueIn(processes) ?? []).some(
    ({ pid, state, frozen }) => pids.includes(pid) && (state === 'T' || frozen),
  );

type Quiet = Some<'resampled' | 'processes' | 'outgoing' | 'owners'>;

async function lookOnce(
  system: System,
  port: PortFacts,
  number: number | null,
  probing: Promise<readonly Probe[]>,
): Promise<Quiet> {
  const calm = {
    resampled: notSearched as Fact<readonly Socket[]>,
    processes: port.processes,
    outgoing: port.outgoing,
    owners: port.owners,
  };
  if (number === null || !port.served) return calm;
  const waited = port.mine.some(({ state, queue }) => /^(?:listen|unconn)/.test(state) && queue.used > 0);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), quiet);
  });
  const first = await Promise.race([probing, late]);
  clearTimeout(timer);
  if (first !== 'late') return waited ? { ...calm, resampled: readSockets(system, { port: number }) } : calm;
  const resampled = readSockets(system, { port: number });
  const outgoing = readOutgoing(system, pidsOf(port));
  const processes = await sampled(system, port);
  // Of those who take turns, the one that keeps us waiting is told by the connections that it holds.
  const asked = turnsOf(port.mine).length > 0 ? (valueIn(resampled) ?? []).filter(awaitsAnswer) : [];
  const owners = asked.length > 0 ? mergedOwners(port.owners, findOwners(system, asked)) : port.owners;
  return {
    ...calm,
    owners,
    resampled: await afterwards(system, number, resampled, probing),
    outgoing,
    processes,
  };
}

/** A server that our own silent connection held has let go of it by then, milliseconds. */
const release = 100;

/**
 * The queues of the listeners once a server has said nothing: one that was waiting for our own words has seen us hang up
 * and goes on to the next connection, one that is stuck does not.
 */
async function afterwards(
  system: System,
  number: number,
  before: Fact<readonly Socket[]>,
  probing: Promise<readonly Probe[]>,
): Promise<Fact<readonly Socket[]>> {
  const probes = await probing;
  const silent = probes.some(({ conversations }) => conversations.some(each => each.outcome === 'silent'));
  if (!silent || !(valueIn(before) ?? []).some(each => each.state === 'listen')) return before;
  await new Promise(resolve => setTimeout(resolve, release));
  const now = readSockets(system, { port: number, serving: true });
  if (before.status === 'unknown' || now.status === 'unknown') return before;
  const others = before.value.filter(each => each.state !== 'listen');
  return { ...before, value: [...now.value.filter(each => each.state === 'listen'), ...others] };
}

const pidsOf = ({ processes, pids }: PortFacts): readonly number[] =>
  whoMayAnswer(valueIn(processes) ?? [], pids).map(({ pid }) => pid);
