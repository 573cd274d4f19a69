import type { System } from '../../system/system.js';
import type { Machine } from './types.js';

const places = ['/usr/lib/systemd/logind.conf', '/etc/systemd/logind.conf'];
const folders = [
  '/usr/lib/systemd/logind.conf.d',
  '/etc/systemd/logind.conf.d',
  '/run/systemd/logind.conf.d',
];

/** What logind does at logout (logind.conf(5): later files win); undefined where systemd does not run. */
export function readLogout(system: System): NonNullable<Machine['logout']> | undefined {
  if (!list(system, '/run/systemd/system')) return undefined;
  const texts = [...places, ...folders.flatMap(folder => filesIn(system, folder))].map(path =>
    text(system, path),
  );
  const value = (name: string): string | undefined =>
    texts
      .flatMap(each => [...each.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*=(.*)$`, 'gm'))])
      .at(-1)?.[1]
      ?.trim();
  return {
    killUserProcesses: /^(yes|true|on|1)$/i.test(value('KillUserProcesses') ?? ''),
    spared: (value('KillExcludeUsers') ?? 'root').split(/\s+/).filter(Boolean),
    lingering: list(system, '/var/lib/systemd/linger') ?? [],
  };
}

const filesIn = (system: System, folder: string): string[] =>
  (list(system, folder) ?? [])
    .filter(name => name.endsWith('.conf'))
    .sort()
    .map(name => `${folder}/${name}`);

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
