import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import { textOf } from '../text-of.js';
import { parseStat } from './stat.js';
import type { Process } from './types.js';

/** An interpreter that dies closes its sockets first, and tidies up then, milliseconds. */
const TIDY = 150;
const STEP = 15;

/** It hung up on the first connection without a byte. */
const isHangUp = ({ conversations: [first] }: Probe): boolean =>
  /^(?:closed|reset)$/.test(first?.outcome ?? '');

/** And none was taken since: not by another one either, which PM2 or the like has started in its place. */
const isLost = (probe: Probe): boolean =>
  isHangUp(probe) && probe.conversations.slice(1).at(-1)?.outcome === 'failed';

const isGone = (system: System, { pid }: Process): boolean =>
  /^[ZX]/.test(parseStat(textOf(system, `/proc/${pid}/stat`))?.state ?? 'X');

/**
 * Marks the holders that have ended over the connections which were made to them: where connections are taken yet, all of
 * them, for one worker may end in order.
 */
export async function withEnded(
  system: System,
  processes: Fact<readonly Process[]>,
  holders: readonly Process[],
  probes: readonly Probe[],
): Promise<Fact<readonly Process[]>> {
  if (processes.status === 'unknown' || !probes.some(isHangUp)) return processes;
  const lost = probes.some(isLost);
  for (let waited = 0; lost && waited < TIDY && !holders.some(each => isGone(system, each)); waited += STEP)
    await new Promise(resolve => setTimeout(resolve, STEP));
  const gone = holders.filter(each => isGone(system, each)).map(({ pid }) => pid);
  const ended = lost || gone.length === holders.length ? gone : [];
  const marked = (process: Process): Process =>
    ended.includes(process.pid) ? { ...process, ended: true } : process;
  return { ...processes, value: processes.value.map(marked) };
}
