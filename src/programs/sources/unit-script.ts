import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Unit } from '../../facts/units/types.js';
import { fileAt } from '../door.js';
import { baseName, invocationOf } from '../invocation.js';
import type { FileDoor } from '../program.js';
import { FOLDERS } from '../supervision/unit-files.js';

/**
 * The script by which a unit starts a server and ends: one of /etc/init.d, which systemd-sysv-generator(8) makes units
 * of, /etc/rc.local, or somebody's own. Undefined where the server is what the unit runs.
 */
export function startedByScript({ command, leaves }: Unit, process: Process): string | undefined {
  const [first = '', second = ''] = command.split(/\s+/);
  const path = /^(?:ba|da)?sh$/.test(baseName(first)) ? second : first;
  const own = [process.name, baseName(process.executable ?? ''), invocationOf(process).name];
  return leaves && path.startsWith('/') && !own.includes(baseName(path)) ? path : undefined;
}

/** Where packages have theirs: a unit of those has nothing to do with a script of its name that came with it. */
const PACKAGED = ['/usr/lib/systemd/system', '/lib/systemd/system'];

/** That script, of the unit in whose control group a process is: what its file names, or the one of its name where it has no file. */
export function unitScripts(process: Process, door: FileDoor): readonly ConfigurationFile[] {
  const place = unitOf(process);
  if (place?.scope !== 'system') return [];
  const [text = ''] = [...FOLDERS, ...PACKAGED].flatMap(folder => door.read(`${folder}/${place.name}`) ?? []);
  const named = /^[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!|]*(?:\/\S*sh[ \t]+)?(\/\S+)/m.exec(text)?.[1];
  const name = place.name.replace(/\.service$/, '');
  const path = named ?? (text ? undefined : name === 'rc-local' ? '/etc/rc.local' : `/etc/init.d/${name}`);
  const file = path === undefined ? undefined : fileAt(door, path);
  return file?.text.startsWith('#!') ? [file] : [];
}
