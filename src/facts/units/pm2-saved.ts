import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';
import type { Daemon } from './pm2-daemons.js';

/** What `pm2 save` wrote: the variables of each entry, as its daemon had them. */
function savedIn(system: System, home: string): readonly object[] {
  try {
    const list = JSON.parse(textOf(system, `${home}/dump.pm2`, 8 * 1024 * 1024)) as unknown;
    return Array.isArray(list) ? list.filter(each => typeof each === 'object' && each !== null) : [];
  } catch {
    return [];
  }
}

/** The names in that list. */
export const savedNames = (system: System, home: string): ReadonlySet<unknown> =>
  new Set(savedIn(system, home).map(each => (each as { name?: unknown }).name));

/** The caller's own home, where no daemon runs in it, as after a reboot without `pm2 startup`: what was saved there, each entry as a daemon would tell of it. */
export function savedApart(system: System, daemons: readonly Daemon[]) {
  const { HOME, PM2_HOME } = system.env;
  const home = PM2_HOME ?? (HOME && `${HOME}/.pm2`);
  if (!home || daemons.some(daemon => daemon.home === home)) return undefined;
  const list = savedIn(system, home).map(each => ({ pm2_env: { ...each, status: 'saved' } }));
  return { daemon: { home, pid: 0 }, list };
}
