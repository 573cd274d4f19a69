import type { System } from '../system/system.js';
import { attempt } from './attempt.js';
import { commandName } from './processes/command-name.js';
import { parentOf } from './sockets/kin.js';

/**
 * The environment in which people's own clients run: that of whoever typed sudo, which hands on little of it (env_reset,
 * sudoers(5)) and waits with all of it for what it has started.
 */
export function environmentTyped(system: System): System['env'] {
  if (system.platform !== 'linux' || system.uid !== 0 || system.env.SUDO_UID === undefined) return system.env;
  const parent = parentOf(system, process.pid) ?? 0;
  if (commandName(system, parent) !== 'sudo') return system.env;
  const text = attempt(() => system.read(`/proc/${parent}/environ`, 128 * 1024));
  if (!text) return system.env;
  const pairs = text.split('\0').map(each => [each.split('=', 1)[0] ?? '', each] as const);
  return Object.fromEntries(pairs.map(([name, each]) => [name, each.slice(name.length + 1)]));
}
