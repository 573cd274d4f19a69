import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import type { Process } from './types.js';

/** The beginning of a program, in which linkers put the names of what it calls (.dynstr of elf(5)), bytes. */
const HEAD = 256 * 1024;

/** The linker that a program names at its beginning (PT_INTERP): one that is linked as a whole, as Go's and musl's are, names none. */
const LINKER = /\/ld[-.\w]*\.so/;

/** It calls listen(2), or does not say what it calls. */
function mayListen(head: Buffer | undefined): boolean {
  if (!head) return false;
  return head.includes('\0listen\0') || (head.includes('\x7fELF') && !LINKER.test(head.toString('latin1')));
}

/**
 * Marks whose program calls listen(2) itself, of those who hold the port and say nothing to anybody, or may do so: these are
 * servers, and nothing left of one.
 */
export function withListenCalls(
  system: System,
  processes: Fact<readonly Process[]>,
  holders: readonly Process[],
  probes: readonly Probe[],
): Fact<readonly Process[]> {
  const answered = probes.some(({ conversations }) =>
    conversations.some(each => each.outcome === 'answered'),
  );
  if (answered || processes.status === 'unknown') return processes;
  const calls = ({ pid }: Process): boolean =>
    mayListen(attempt(() => system.bytes?.(`/proc/${pid}/exe`, 0, HEAD)));
  const marked = (process: Process): Process =>
    holders.some(({ pid }) => pid === process.pid) && calls(process)
      ? { ...process, callsListen: true }
      : process;
  return { ...processes, value: processes.value.map(marked) };
}
