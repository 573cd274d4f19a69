import type { FactValues } from '../../facts/facts.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import type { Finding } from '../rule.js';
import { holdersOf, named, takersOf } from '../serving.js';

const isDead = ({ state, frozen }: Process): boolean => state === 'T' || frozen;

/**
 * Sockets that share the port by SO_REUSEPORT, all of whose holders are stopped, while those of another go on. Where all
 * workers hold all of them and each accepts from its own (nginx's `reuseport`), those are stopped that leave one full.
 */
export function oneOfSeveral(
  { sockets, owners, processes }: Pick<FactValues, 'sockets' | 'owners' | 'processes'>,
  resampled: readonly Socket[] | undefined,
  question: Question,
): { readonly dead: readonly Process[]; readonly of: number } | undefined {
  if (!question.local) return undefined;
  const turns = takersOf(sockets, question);
  const held = turns.map(each => holdersOf(each, owners, processes));
  const dead = held.filter(holders => holders.length > 0 && holders.every(isDead));
  if (dead.length > 0) return dead.length < held.length ? { dead: dead.flat(), of: held.length } : undefined;
  const deaf = turns.filter(({ inode }) =>
    resampled?.some(each => each.inode === inode && each.queue.used > 0),
  );
  const stopped = (held[0] ?? []).filter(isDead);
  const isOne = held.every(holders => stopped.every(each => holders.includes(each)));
  return deaf.length > 0 && deaf.length < turns.length && stopped.length > 0 && isOne
    ? { dead: stopped, of: turns.length }
    : undefined;
}

/** Whatever was tried was dealt to one that goes on, or not: the next connection may be dealt to the other. */
export function partOf(
  { dead, of }: NonNullable<ReturnType<typeof oneOfSeveral>>,
  processes: readonly Process[],
  uid: number,
): Finding {
  const stopped = dead.filter(each => each.state === 'T');
  const pids = dead.map(each => each.pid).join(', ');
  return {
    severity: 'error',
    byLuck: true,
    headline: `${dead.length === 1 ? 'one' : 'some'} of those who take turns on the port ${dead.length === 1 ? 'is' : 'are'} stopped`,
    summary: `${of} sockets share the port (SO_REUSEPORT), and ${named(dead[0]!, processes)}${dead.length > 1 ? ` and ${dead.length - 1} more are` : ' is'} stopped: connections that the kernel deals to it get no answer.`,
    says: `${dead.length === 1 ? `1 of ${of}` : 'some'} stopped`,
    evidence: dead.slice(0, 4).map(each => ({
      fact: 'processes' as const,
      says: `pid ${each.pid} is in state ${each.state}${each.frozen ? ' and frozen with its cgroup' : ' (stopped)'}`,
      source: `/proc/${each.pid}/stat`,
    })),
    fixes: [
      stopped.length === dead.length
        ? letGoOn(
            stopped.map(each => each.pid),
            stopped.some(each => each.uid !== uid),
          )
        : { title: 'Thaw it, or end it', text: `It is about pid ${pids}.`, needsRoot: true },
    ],
    outcome: 'no-answer',
  };
}

/** The primary of a Node cluster deals connections out to workers by turns, to stopped ones too. */
export function ofCluster(
  workers: readonly Process[],
  processes: readonly Process[],
  uid: number,
): Finding | undefined {
  const held = workers.filter(each => each.state === 'T');
  const first = held[0];
  if (!first) return undefined;
  const pids = held.map(each => each.pid);
  const single = workers.length === 1 ? 'its only worker is stopped' : undefined;
  return {
    severity: 'error',
    ...(held.length < workers.length && { byLuck: true }),
    summary: `${named(first, processes)} is stopped (Ctrl-Z or SIGSTOP), ${single ? 'the only worker, and gets every connection: none is' : `one of the ${workers.length} workers that take connections by turns: those that it gets are never`} answered.`,
    says: single ?? `${held.length} of ${workers.length} workers stopped`,
    headline:
      single ?? `${held.length} of its ${workers.length} workers ${held.length === 1 ? 'is' : 'are'} stopped`,
    evidence: held.slice(0, 4).map(each => ({
      fact: 'processes' as const,
      says: `pid ${each.pid} is in state T (stopped)`,
      source: `/proc/${each.pid}/stat`,
    })),
    fixes: [letGoOn(pids, uid !== first.uid && uid !== 0)],
    outcome: 'no-answer',
  };
}

/** Nobody can see who holds the socket, but workers of its user are stopped: they may be its. */
export function ofHiddenPool(
  { owners, processes, machine }: Pick<FactValues, 'owners' | 'processes' | 'machine'>,
  probes: readonly Probe[] | undefined,
  question: Question,
): Finding | undefined {
  if (!question.local) return undefined;
  const pool = processes.filter(({ pid }) => owners.pool?.includes(pid));
  const found = ofCluster(pool, processes, machine.uid);
  if (!found) return undefined;
  const summary = `${found.summary} Whether it is they who serve the port takes root to see`;
  const turns = probes?.flatMap(each => each.turns ?? []) ?? [];
  const unanswered = turns.filter(status => status === null).length;
  if (unanswered === 0 || unanswered === turns.length)
    return { ...found, severity: 'warning', summary: `${summary}.`, outcome: 'ok' };
  const said = `${unanswered} of ${turns.length} requests got no answer`;
  return {
    ...found,
    summary: `${summary}, but ${said}.`,
    evidence: [...found.evidence, { fact: 'probes', says: said, source: 'connections from here' }],
  };
}
