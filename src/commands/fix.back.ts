import { rmSync, writeFileSync } from 'node:fs';
import type { Step } from '../programs/fixes/fix.js';
import { commandLine } from '../programs/shell.js';
import { escaped } from '../render/escape.js';
import type { Theme } from '../render/theme.js';
import { indented } from '../render/wrap.js';
import type { Context } from './context.js';
import { type Backup, writtenBy } from './fix.edit.js';
import { runLine } from './fix.steps.js';

/** Puts edited files back to what they were, the last edit first, and takes new ones away; what cannot be put back, in words. */
export function restore(backups: readonly Backup[]): readonly string[] {
  return backups.toReversed().flatMap(({ file, bytes }) => {
    try {
      if (bytes === null) rmSync(file, { force: true });
      else writeFileSync(file, bytes);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

type Run = Extract<Step, { do: 'run' }>;

/** What has a server that runs on read its files again: the steps after the last one that writes any; undefined where they cannot be done twice. */
function rereading(steps: readonly Step[]): readonly Run[] | undefined {
  const last = steps.findLastIndex(
    step =>
      step.do === 'edit' || (step.do === 'run' && !step.background && writtenBy(step.command).length > 0),
  );
  const after = last < 0 ? [] : steps.slice(last + 1);
  const isAgain = (step: Step): step is Run =>
    step.do === 'run' && !step.background && !/\bkill\b(?! -HUP\b)|--pid/.test(step.command);
  return after.every(isAgain) ? after : undefined;
}

/** systemd refuses for a while to start a unit that has failed again and again meanwhile. */
export const forgotten = (command: string): string =>
  command.replace(/\b(systemctl (?:--user )?)restart (\S+)/, '$1reset-failed $2; $&');

/** Has servers read their files again, once those are what they were; whether it worked shows in the next diagnosis. */
export async function reread(steps: readonly Step[]): Promise<void> {
  for (const step of rereading(steps) ?? [])
    await runLine({ ...step, command: forgotten(step.command) }).catch(() => {});
}

/** One line of shell that puts every edited file back, and has its server read it again where that is one line too. */
function wayBack(backups: readonly Backup[], steps: readonly Run[], asRoot: boolean): string {
  const copies = backups.map(({ bytes, copy, file }) =>
    commandLine(bytes === null ? ['rm', file] : ['cp', copy, file]),
  );
  const again = steps.map(({ command, cwd }) =>
    cwd === undefined ? command : `(${commandLine(['cd', cwd])} && ${command})`,
  );
  const lines = [...copies, ...again];
  const line = lines.join(' && ');
  if (!asRoot) return line;
  return lines.length === 1 ? `sudo ${line}` : commandLine(['sudo', 'sh', '-c', line]);
}

/** Where the copies of edited files lie, and the line that puts those back. */
export function howBack(
  backups: readonly Backup[],
  steps: readonly Step[],
  { system, columns }: Pick<Context, 'system' | 'columns'>,
  theme: Theme,
): string {
  if (backups.length === 0) return '';
  // Of a file that was written twice, what it was at first.
  const files = [...new Map(backups.toReversed().map(each => [each.file, each])).values()];
  const said = files
    .flatMap(({ bytes, file, copy }) =>
      bytes === null ? [] : `  ${escaped(`${file} as it was is kept in ${copy}`)}\n`,
    )
    .join('');
  const again = rereading(steps);
  const line = wayBack(files, again ?? [], system.env.SUDO_UID !== undefined);
  const next = again ? '' : ', and then start the server again';
  return `\n${said}${indented(`To put it back${next}:`, 2, columns)}\n    ${theme.command(escaped(line))}\n`;
}
