import type { System } from '../../system/system.js';
import type { Machine } from './types.js';

/** Where systemd looks for configuration, the first that has a file by that name wins (systemd.syntax(7)). */
const folders = ['/etc/systemd', '/run/systemd', '/usr/local/lib/systemd', '/usr/lib/systemd'];

/** What logind does at logout (logind.conf(5)); undefined where systemd does not run. */
export function readLogout(system: System): NonNullable<Machine['logout']> | undefined {
  if (!list(system, '/run/systemd/system')) return undefined;
  const texts = filesOf(system).map(path => text(system, path));
  const values = (name: string): string[] =>
    texts
      .flatMap(each => [...each.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*=(.*)$`, 'gm'))])
      .map(match => match[1]!.trim());
  const only = namesIn(values('KillOnlyUsers')) ?? [];
  return {
    killUserProcesses: /^(yes|y|true|t|on|1)$/i.test(values('KillUserProcesses').at(-1) ?? ''),
    spared: namesIn(values('KillExcludeUsers')) ?? ['root'],
    ...(only.length > 0 ? { only } : {}),
    lingering: list(system, '/var/lib/systemd/linger') ?? [],
  };
}

/** The main file, then all drop-ins in the order of their names, whatever folder they are in. */
function filesOf(system: System): readonly string[] {
  const found = new Map<string, string>();
  for (const folder of folders)
    for (const name of list(system, `${folder}/logind.conf.d`) ?? [])
      if (name.endsWith('.conf') && !found.has(name)) found.set(name, `${folder}/logind.conf.d/${name}`);
  const main = folders.find(folder => list(system, folder)?.includes('logind.conf'));
  return [
    ...(main === undefined ? [] : [`${main}/logind.conf`]),
    ...[...found.keys()].sort().map(name => found.get(name)!),
  ];
}

/** A list goes on with each assignment, and an empty one begins it anew; undefined without any. */
const namesIn = (values: readonly string[]): readonly string[] | undefined =>
  values.length === 0
    ? undefined
    : values.slice(values.lastIndexOf('') + 1).flatMap(value => value.split(/\s+/));

function list(system: System, path: string): readonly string[] | undefined {
  try {
    return system.list(path);
  } catch {
    return undefined;
  }
}

function text(system: System, path: string): string {
  try {
    return system.read(path, 64 * 1024);
  } catch {
    return '';
  }
}
