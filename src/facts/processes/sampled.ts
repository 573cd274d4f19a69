import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { waitsOf } from './awaiting.js';
import { sampleProcessors } from './sample.js';
import type { Process } from './types.js';
import { whoMayAnswer } from './who-may-answer.js';

/** The processes, with what those that may answer for the port's holders do meanwhile: their processors' use, and what they wait for. */
export async function sampled(
  system: System,
  { processes, pids }: { readonly processes: Fact<readonly Process[]>; readonly pids: readonly number[] },
): Promise<Fact<readonly Process[]>> {
  if (processes.status === 'unknown') return processes;
  const holders = await sampleProcessors(system, whoMayAnswer(processes.value, pids));
  const waiting = holders.map(each => ({ ...each, ...waitsOf(system, each) }));
  const value = processes.value.map(each => waiting.find(holder => holder.pid === each.pid) ?? each);
  return { ...processes, value };
}
