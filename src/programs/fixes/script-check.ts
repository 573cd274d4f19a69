import type { Process } from '../../facts/processes/types.js';
import { baseName, invocationOf } from '../invocation.js';

const PYTHON = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')";

/** What asks an interpreter whether it can read a script, without running that. */
const checks: Readonly<Record<string, (interpreter: string, script: string) => readonly string[]>> = {
  python: (python, script) => [python, '-c', PYTHON, script],
  node: (node, script) => [node, '--check', script],
  ruby: (ruby, script) => [ruby, '-c', script],
  php: (php, script) => [php, '-l', script],
};

/**
 * Of a script that was written again since its server was started, the command that tells whether it can be read: a
 * server that would not start again is better left running. Undefined where nothing was changed, or nobody can tell.
 */
export function scriptCheck(process: Process, command: readonly string[]): readonly string[] | undefined {
  if (process.changed === undefined) return undefined;
  const [interpreter = ''] = command;
  const { language, script } = invocationOf({ ...process, command });
  if (!language || !script || !/\.(py|[cm]?js|rb|php)$/.test(script)) return undefined;
  return /^(bun|deno)$/.test(baseName(interpreter)) ? undefined : checks[language]?.(interpreter, script);
}
