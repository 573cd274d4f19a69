import type { System } from '../system/system.js';
import { attempt } from './attempt.js';
import { commandName } from './processes/command-name.js';
import { parentOf } from './sockets/kin.js';
import { textOf } from './text-of.js';

/**
 * The environment in which people's own clients run: that of whoever typed sudo, which hands on little of it (env_reset,
 * sudoers(5)) and waits with all of it for what it has started; and what was typed behind it: `sudo http_proxy=… netcheck`,
 * `sudo env …`.
 */
export function environmentTyped(system: System): System['env'] {
  if (system.platform !== 'linux' || system.uid !== 0 || system.env.SUDO_UID === undefined) return system.env;
  const parent = parentOf(system, process.pid) ?? 0;
  if (commandName(system, parent) !== 'sudo') return system.env;
  const text = attempt(() => system.read(`/proc/${parent}/environ`));
  if (!text) return system.env;
  const typed = textOf(system, `/proc/${parent}/cmdline`, 4096)
    .split('\0')
    .filter(word => /^\w+=/.test(word));
  const settings = [...text.split('\0').filter(each => each.includes('=')), ...typed];
  return Object.fromEntries(
    settings.map(each => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );
}
