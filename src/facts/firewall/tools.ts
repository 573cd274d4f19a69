import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { UnknownReason } from '../fact.js';

/** A part of the rules: what was read, or why it was not. */
export interface Part<T> {
  readonly value: T;
  readonly failure?: { readonly reason: UnknownReason; readonly detail: string };
}

/** A file of the kernel's; undefined where it cannot be read. */
export const readText = (system: System, path: string): string | undefined =>
  attempt(() => system.read(path));

/** Runs a tool for its standard output; a failure is told by its kind. */
export async function output(
  system: System,
  program: string,
  args: readonly string[],
): Promise<Part<string>> {
  try {
    const { status, stdout, stderr } = await system.run(program, args);
    if (status === 0) return { value: stdout };
    const denied = /permission denied|not permitted|must be root|needs? to be run as root/i.test(stderr);
    const detail = denied
      ? `${program} may not read the rules without root`
      : `${program}: ${stderr.trim().slice(0, 200)}`;
    return { value: '', failure: { reason: denied ? 'needs-root' : 'failed', detail } };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'tool-missing' : code === 'ETIMEDOUT' ? 'timed-out' : 'failed';
    const detail =
      reason === 'tool-missing' ? `${program} is not installed` : `${program}: ${(error as Error).message}`;
    return { value: '', failure: { reason, detail } };
  }
}
