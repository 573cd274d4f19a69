import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';
import type { Unit } from './types.js';

const LONGEST = 64 * 1024;

/** Where people put drop-ins (systemd.unit(5)). */
const foldersOf = (system: System, scope: Unit['scope']): readonly string[] =>
  scope === 'system'
    ? ['/run/systemd/system', '/etc/systemd/system']
    : ['/etc/systemd/user', `${system.env.HOME ?? ''}/.config/systemd/user`];

/** A line that ends with a backslash goes on in the next that is no comment. */
const joined = (text: string): string => text.replace(/\\\n(?:[ \t]*[#;].*\n)*/g, ' ');

/** The drop-ins that a unit has by now: in a folder that is new systemd does not see them itself. */
function addedTo(system: System, { name, scope }: Unit): readonly string[] {
  const folders = foldersOf(system, scope).map(folder => `${folder}/${name}.d`);
  return folders.flatMap(folder =>
    (attempt(() => system.list(folder)) ?? [])
      .filter(each => each.endsWith('.conf'))
      .map(each => `${folder}/${each}`),
  );
}

/** A unit's file and its drop-ins, which go by their names, in the order in which they count (systemd.unit(5)). */
export function filesOf(system: System, unit: Unit, added = addedTo(system, unit)): readonly string[] {
  const [fragment = '', ...known] = unit.files;
  const dropIns = [...new Set([...known, ...added])].sort((a, b) =>
    a.slice(a.lastIndexOf('/')) < b.slice(b.lastIndexOf('/')) ? -1 : 1,
  );
  return [fragment, ...dropIns].filter(Boolean);
}

/** What these files have for a setting, in their order. */
function writtenFor(system: System, files: readonly string[], setting: string): readonly string[] {
  const line = new RegExp(`^[ \\t]*${setting}[ \\t]*=(.*)`, 'gm');
  return files.flatMap(path =>
    [...joined(textOf(system, path, LONGEST)).matchAll(line)].map(([, value = '']) => value.trim()),
  );
}

/** The values of a setting in these files, in their order; an empty one takes back those before it (systemd.unit(5)). */
export function valuesOf(system: System, files: readonly string[], setting: string): readonly string[] {
  const values = writtenFor(system, files, setting);
  return values.slice(values.lastIndexOf('') + 1);
}

/** A command without what says how it is run. */
const bare = (command: string): string => command.replace(/^[-@:+!|]+/, '');

/** The command of a unit's own file, which a drop-in has taken back by an empty ExecStart=; undefined where none has. */
export function replacedCommand(system: System, unit: Unit): string | undefined {
  const [own = '', ...dropIns] = filesOf(system, unit, []);
  if (!writtenFor(system, dropIns, 'ExecStart').includes('')) return undefined;
  return bare(writtenFor(system, [own], 'ExecStart').at(-1) ?? '') || undefined;
}

/**
 * The command that a unit's files have by now, where systemd has not read them again since they were changed or a
 * drop-in came (NeedDaemonReload=yes); undefined where they hold none, or cannot be read.
 */
export function pendingCommand(system: System, unit: Unit): string | undefined {
  const added = addedTo(system, unit);
  if (!unit.unread && added.every(each => unit.files.includes(each))) return undefined;
  const [command] = valuesOf(system, filesOf(system, unit, added), 'ExecStart');
  return command && bare(command);
}
