import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';

/** What a shell was given to run; undefined of all others. */
export function shellText(process: Process, files: readonly ConfigurationFile[]): string | undefined {
  const { language, head, script } = invocationOf(process);
  if (language !== 'shell') return undefined;
  const path = script === null ? undefined : absolutePath(script, process.directory);
  return path === undefined ? head.at(-1) : files.find(file => file.path === path)?.text;
}

/** What a shell was given to run; undefined of one that commands are typed to, which may be in a loop. */
export function givenText(process: Process, files: readonly ConfigurationFile[]): string | undefined {
  const { head, script } = invocationOf(process);
  return script !== null || /^-\w*c$/.test(head.at(-2) ?? '') ? shellText(process, files) : undefined;
}
