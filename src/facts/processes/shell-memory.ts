import type { System } from '../../system/system.js';
import { symbolsIn } from './elf.js';
import type { Process } from './types.js';

/** An entry of a shell's job table. */
export interface Job {
  /** Its process group. */
  readonly group: number;
  /** `disown -h` spares it at a hang-up, and `setopt nohup` all jobs of a zsh. */
  readonly spared: boolean;
  /** Its first process, and that one's status as of wait(2). */
  readonly pid: number;
  readonly status: number;
}

/** The variables of a running shell, by the addresses of its executable's dynamic symbols. */
export interface ShellMemory {
  /** What is at an address, or at a variable's name. Throws where that cannot be read. */
  at(place: bigint | string, length: number): Buffer;
}

/** Opens the memory of a shell that has all these variables; undefined for another build. Needs ptrace(2) access: throws without. */
export function memoryOf(
  system: System,
  { pid, executable }: Process,
  names: readonly string[],
): ShellMemory | undefined {
  const { bytes } = system;
  if (!bytes || !executable) return undefined;
  const file = `/proc/${pid}/exe`;
  const { addresses, relocatable } = symbolsIn((at, length) => bytes(file, at, length), names);
  if (names.some(name => addresses[name] === undefined)) return undefined;
  const base = relocatable ? loadAddress(system, pid) : 0n;
  return {
    at: (place, length) => {
      const address = typeof place === 'bigint' ? place : base + (addresses[place] ?? 0n);
      return bytes(`/proc/${pid}/mem`, Number(address), length);
    },
  };
}

/** Where the executable is mapped: its first line of /proc/PID/maps. */
function loadAddress(system: System, pid: number): bigint {
  const executable = system.link(`/proc/${pid}/exe`);
  const line = system
    .read(`/proc/${pid}/maps`, 256 * 1024)
    .split('\n')
    .find(each => each.endsWith(executable));
  return BigInt(`0x${line?.split('-')[0] ?? '0'}`);
}
