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

/**
 * The command that a unit's files have by now, where systemd has not read them again since they were changed or a
 * drop-in came (NeedDaemonReload=yes); undefined where they hold none, or cannot be read. Drop-ins of a folder go by name, and an
 * empty ExecStart= takes back those before it (systemd.unit(5)).
 */
export function pendingCommand(system: System, { name, scope, files, unread }: Unit): string | undefined {
  const [fragment = ''] = files;
  const folders = foldersOf(system, scope).map(folder => `${folder}/${name}.d`);
  const added = folders.flatMap(folder =>
    (attempt(() => system.list(folder)) ?? [])
      .filter(each => each.endsWith('.conf'))
      .map(each => `${folder}/${each}`),
  );
  // In a folder that is new systemd does not see them itself.
  if (!unread && added.every(each => files.includes(each))) return undefined;
  const dropIns = [...new Set([...files.slice(1), ...added])].sort((a, b) =>
    a.slice(a.lastIndexOf('/')) < b.slice(b.lastIndexOf('/')) ? -1 : 1,
  );
  const commands = [fragment, ...dropIns]
    .filter(Boolean)
    .flatMap(path => [...joined(textOf(system, path, LONGEST)).matchAll(/^[ \t]*ExecStart[ \t]*=(.*)/gm)])
    .map(([, command = '']) => command.trim().replace(/^[-@:+!|]+/, ''));
  const reset = commands.lastIndexOf('');
  return commands.slice(reset + 1)[0];
}
