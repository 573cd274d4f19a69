import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import { textOf } from '../text-of.js';
import { parseStat } from './stat.js';
import type { Process } from './types.js';

/** An interpreter that dies closes its sockets first, and tidies up then, milliseconds. */
const TIDY = 150;
const STEP = 15;

/** It hung up on the first connection without a byte, and has taken none since. */
const isLost = ({ conversations: [first, ...more] }: Probe): boolean =>
  /^(?:closed|reset)$/.test(first?.outcome ?? '') && more.at(-1)?.outcome === 'failed';

const isGone = (system: System, { pid }: Process): boolean =>
  /^[ZX]/.test(parseStat(textOf(system, `/proc/${pid}/stat`))?.state ?? 'X');

/** Marks the holders that have ended over the connections which were made to them. */
export async function withEnded(
  system: System,
  processes: Fact<readonly Process[]>,
  holders: readonly Process[],
  probes: readonly Probe[],
): Promise<Fact<readonly Process[]>> {
  if (processes.status === 'unknown' || !probes.some(isLost)) return processes;
  for (let waited = 0; waited < TIDY && !holders.some(each => isGone(system, each)); waited += STEP)
    await new Promise(resolve => setTimeout(resolve, STEP));
  const ended = holders.filter(each => isGone(system, each)).map(({ pid }) => pid);
  const marked = (process: Process): Process =>
    ended.includes(process.pid) ? { ...process, ended: true } : process;
  return { ...processes, value: processes.value.map(marked) };
}
