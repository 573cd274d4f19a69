import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Step } from '../programs/fixes/fix.js';
import { StepError } from './fix.steps.js';
import { stateFolder } from './state-folder.js';

/** A file as it was before it was edited, byte by byte (null: there was none), and where a copy of that lies. */
export interface Backup {
  readonly file: string;
  readonly bytes: Buffer | null;
  readonly copy: string;
}

/**
 * Replaces the one occurrence of a text in a file. What the file was is among `backups` before it is written, for that
 * may fail halfway. What is no UTF-8 stays as it is, and so do the line ends of Windows.
 */
export function edit(step: Extract<Step, { do: 'edit' }>, folder: string, backups: Backup[]): void {
  const bytes = readFileSync(step.file);
  const text = bytes.toString('latin1');
  const latin = (words: string) => Buffer.from(words).toString('latin1');
  // A file may have lines of both kinds.
  const plain = step.find.includes('\n') && text.includes(latin(step.find));
  const written = (words: string) =>
    plain || !text.includes('\r\n') ? latin(words) : latin(words).replace(/\r?\n/g, '\r\n');
  const find = written(step.find);
  const count = text.split(find).length - 1;
  if (count !== 1) throw new StepError(`what is to be replaced occurs ${count} times in ${step.file} by now`);
  backups.push(keep(step.file, bytes, folder));
  writeFileSync(
    step.file,
    text.replace(find, () => written(step.replace)),
    'latin1',
  );
}

/** The plain files that a line of shell writes, or adds to, before it comes back, kept as they were: reading a FIFO has no end. */
export function keepWritten(
  { command, background }: Extract<Step, { do: 'run' }>,
  folder: string,
): readonly Backup[] {
  return background
    ? []
    : writtenBy(command).flatMap(file => {
        const status = statSync(file, { throwIfNoEntry: false });
        if (status && !status.isFile()) return [];
        return keep(file, status ? readFileSync(file) : null, folder);
      });
}

/** A word of sh(1), which may be quoted in parts, or what stands between words. */
const TOKENS = /((?:\$'(?:\\.|[^'\\])*'|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'\\<>|&;])+)|(>>?|[<|&;]+)/g;

/** Where its redirections lead: plain files by their whole paths, and nothing of the kernel's. */
export function writtenBy(command: string): readonly string[] {
  const tokens = [...command.matchAll(TOKENS)].map(([token]) => token);
  const words = tokens.filter((token, at) => /^>>?$/.test(tokens[at - 1] ?? '') && !/^[>&]/.test(token));
  return words
    .map(word => word.replace(/'([^']*)'|\\(.)/g, '$1$2').replace(/^"\$HOME"/, () => homedir()))
    .filter(path => path.startsWith('/') && !/^\/(?:dev|proc|sys)\//.test(path));
}

function keep(file: string, bytes: Buffer | null, folder: string): Backup {
  const copy = join(folder, file.replaceAll('/', '%'));
  if (bytes === null) return { file, bytes, copy };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(copy)) writeFileSync(copy, bytes, { mode: 0o600 });
  return { file, bytes, copy };
}

/** Where copies of edited files go. Not beside the file, because servers read whole folders of configuration. */
export const backupFolder = (env: Readonly<Record<string, string | undefined>>, now: number): string =>
  join(stateFolder(env), 'backups', new Date(now).toISOString().replace(/[:.]/g, '-'));
