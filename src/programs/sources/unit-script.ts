import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Unit } from '../../facts/units/types.js';
import { absolutePath, fileAt } from '../door.js';
import { baseName, invocationOf } from '../invocation.js';
import type { FileDoor } from '../program.js';
import { FOLDERS } from '../supervision/unit-files.js';

/** What runs another program, which its arguments name: env(1), or a shell that is given a script. */
const STARTER = /(?:^|\/)(?:env|(?:ba|da|k|z)?sh)$/;

/** The script that a unit's command runs, as a path; undefined where that is an option, as of `sh -c`. */
function scriptIn(command: string, directory: string | null): string | undefined {
  const word = command.split(/\s+/).find(each => !STARTER.test(each));
  return word && !word.startsWith('-') ? absolutePath(word, directory) : undefined;
}

/**
 * A unit's command is not the server itself: it becomes that, or runs it (env, setpriv, sh -c, poetry run, somebody's
 * script). What the server's variables, user and limits are is then said by that line, and lost without it.
 */
export function isWrapped(command: string, process: Process): boolean {
  const [first = ''] = command.split(/\s+/);
  const own = [process.name, process.executable ?? '', invocationOf(process).name, ...process.command];
  return first !== '' && !own.map(baseName).includes(baseName(first));
}

/** The script by which a unit starts a server: one of /etc/init.d, which systemd-sysv-generator(8) makes units of, or somebody's own. */
export function scriptOf({ command, workingDirectory }: Unit, process: Process): string | undefined {
  const path = scriptIn(command, workingDirectory);
  return path?.startsWith('/') && isWrapped(path, process) ? path : undefined;
}

/** Where packages have theirs: a unit of those has nothing to do with a script of its name that came with it. */
const PACKAGED = ['/usr/lib/systemd/system', '/lib/systemd/system'];

/**
 * What a unit, in whose control group a process is, starts that by: the script that its line names, or the one of its
 * name where it has no file, and its own files where the server stands behind something else in that line.
 */
export function unitScripts(process: Process, door: FileDoor): readonly ConfigurationFile[] {
  const { name = '', scope } = unitOf(process) ?? {};
  if (!scope) return [];
  const own = scope === 'system' ? FOLDERS : [`${process.environment?.HOME ?? ''}/.config/systemd/user`];
  const paths = [...own, ...(scope === 'system' ? PACKAGED : [])].map(folder => `${folder}/${name}`);
  const unit = paths.map(path => fileAt(door, path)).find(each => each !== undefined);
  const files = [...(unit ? [unit] : []), ...dropInsOf(own, name, door)];
  const command = lastValue(files, 'ExecStart').replace(/^[-@:+!|]+/, '');
  const script = unit || command ? undefined : initScript(scope, name.replace(/\.service$/, ''));
  const path = script ?? scriptIn(command, lastValue(files, 'WorkingDirectory').replace(/^-/, '') || '/');
  const file = path === undefined ? undefined : fileAt(door, path);
  const isTheirs = (each: ConfigurationFile) => own.some(folder => each.path.startsWith(`${folder}/`));
  return [
    ...(file?.text.startsWith('#!') ? [file] : []),
    ...(isWrapped(command, process) ? files.filter(isTheirs) : []),
  ];
}

/** What was put beside a unit's file to change it. */
const dropInsOf = (folders: readonly string[], name: string, door: FileDoor): readonly ConfigurationFile[] =>
  folders
    .map(folder => `${folder}/${name}.d`)
    .flatMap(folder => door.list(folder).map(each => `${folder}/${each}`))
    .filter(path => path.endsWith('.conf'))
    .flatMap(path => fileAt(door, path) ?? []);

/** The last value that these files have for a setting; empty where they have none. */
const lastValue = (files: readonly ConfigurationFile[], setting: string): string =>
  files
    .flatMap(({ text }) => [...text.matchAll(new RegExp(`^[ \\t]*${setting}[ \\t]*=[ \\t]*(\\S.*)`, 'gm'))])
    .at(-1)?.[1]
    ?.trim() ?? '';

/** The script that systemd-sysv-generator(8) or systemd-rc-local-generator(8) makes a unit of. */
const initScript = (scope: 'system' | 'user', name: string): string | undefined =>
  scope === 'user' ? undefined : name === 'rc-local' ? '/etc/rc.local' : `/etc/init.d/${name}`;
