import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import { listPids } from '../sockets/kin.js';
import { textOf } from '../text-of.js';
import { isPipe } from './pipe.js';
import { parseStat } from './stat.js';
import type { Process } from './types.js';

const isHungUp = ({ conversations }: Probe): boolean =>
  conversations.some(({ outcome, firstBytes }) => /^(?:closed|reset)$/.test(outcome) && firstBytes === '');

const pipesOf = ({ output, errors }: Process): readonly string[] => [errors, output].filter(isPipe);

/** Whether a descriptor is open for writing alone (fdinfo in proc(5), O_WRONLY). */
const onlyWrites = (text: string): boolean =>
  (Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '', 8) & 3) === 1;

/** It came into this pid namespace from outside (docker run, docker exec), where whoever reads its output is not seen. */
const isFromOutside = (system: System, pid: number): boolean =>
  parseStat(textOf(system, `/proc/${pid}/stat`))?.parent === 0;

/** Those of the pipes that a process may read from: any of them, where it hides its descriptors. */
function readBy(system: System, pid: number, pipes: ReadonlySet<string>): readonly string[] {
  const folder = `/proc/${pid}`;
  try {
    return system.list(`${folder}/fd`).flatMap(name => {
      const link = attempt(() => system.link(`${folder}/fd/${name}`)) ?? '';
      if (!pipes.has(link)) return [];
      return onlyWrites(textOf(system, `${folder}/fdinfo/${name}`)) && !isFromOutside(system, pid)
        ? []
        : link;
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? [...pipes] : [];
  }
}

/**
 * Marks the holders that hang up on their clients and write into a pipe that nobody reads any more: ssh, supervisord or tee
 * was at its other end, and each line fails by now (EPIPE). Only root sees everybody's descriptors.
 */
export function withUnreadOutput(
  system: System,
  processes: Fact<readonly Process[]>,
  holders: readonly Process[],
  probes: readonly Probe[],
): Fact<readonly Process[]> {
  const pipes = new Set(holders.flatMap(pipesOf));
  if (processes.status === 'unknown' || system.uid !== 0 || pipes.size === 0 || !probes.some(isHungUp))
    return processes;
  const read = new Set(listPids(system).flatMap(pid => readBy(system, pid, pipes)));
  const marked = (process: Process): Process => {
    const unread = pipesOf(process).find(each => pipes.has(each) && !read.has(each));
    return unread === undefined ? process : { ...process, unreadOutput: unread };
  };
  return { ...processes, value: processes.value.map(marked) };
}
