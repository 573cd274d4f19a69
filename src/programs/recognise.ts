import { invocationOf } from './invocation.js';
import type { Candidate, Recognition, Role } from './program.js';

/** The program's own executable, script or module has one of these names. */
export const isNamed = ({ invocation, process }: Candidate, names: readonly string[]): boolean =>
  names.includes(invocation.name) || (invocation.titled && names.includes(process.name));

/** A process whose parent is the same program is its worker; one with such children the master. */
export function roleAmong(candidate: Candidate, is: (process: Candidate['process']) => boolean): Role {
  if (candidate.parent && is(candidate.parent)) return 'worker';
  return candidate.children.some(is) ? 'master' : 'single';
}

/** The same, for a program that is known by these names. */
export const roleByName = (candidate: Candidate, names: readonly string[]): Role =>
  roleAmong(candidate, other => names.includes(invocationOf(other).name));

/** The answer of a program that is recognised. */
export const recognition = (name: string, role: Role = 'single'): Recognition => ({ name, role });

/** The same argument vector as the parent or a child: a reloader and what it runs, a master that forked. */
export function roleByCommand(candidate: Candidate): Role {
  const command = candidate.process.command.join('\0');
  if (command === '') return 'single';
  return roleAmong(candidate, other => other.command.join('\0') === command);
}
