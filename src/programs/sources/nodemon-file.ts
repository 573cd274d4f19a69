import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, fileAt } from '../door.js';
import { editMatch } from '../fixes/edit.js';
import { invocationOf } from '../invocation.js';
import { startedThrough } from '../lineage.js';
import { literal } from '../literal.js';
import type { Edit, FileDoor } from '../program.js';
import { withoutOthers } from './own-settings.js';

const isNodemon = (process: Process): boolean => /^nodemon(?:\.js)?$/.test(invocationOf(process).name);

/** nodemon.json in the directory of the nodemon that started a process: its "env" overwrites what it is given. */
export function nodemonFile(
  process: Process,
  processes: readonly Process[],
  door: FileDoor,
): readonly ConfigurationFile[] {
  const nodemon = startedThrough(process, processes).find(isNodemon);
  const file = nodemon && fileAt(door, absolutePath('nodemon.json', nodemon.directory));
  return file ? [withoutOthers(file)] : [];
}

/** A variable set anew in nodemon.json, or in nodemonConfig of package.json. */
export function nodemonEdit(
  files: readonly ConfigurationFile[],
  runner: Process,
  name: string,
  [now, value]: readonly [now: string, value: string],
): Edit | undefined {
  if (!isNodemon(runner)) return undefined;
  // The name is part of what is looked for: lines that were not kept may hold the address, and not that.
  const set = new RegExp(`"${literal(name)}"\\s{0,8}:\\s{0,8}"${literal(now)}"`);
  const own = ['nodemon.json', 'package.json'].map(file => absolutePath(file, runner.directory));
  const [edit] = files
    .filter(({ path }) => own.includes(path))
    .flatMap(file => editMatch(file, set, ([said]) => `${said.slice(0, -now.length - 1)}${value}"`) ?? []);
  return edit;
}
