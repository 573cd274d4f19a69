import { remembering } from '../../net/remember.js';
import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

/** The names in /etc/passwd by their numbers, the first of each; none without that file. */
const namesIn = remembering((system: System): ReadonlyMap<string, string> => {
  const lines = textOf(system, '/etc/passwd').split('\n');
  const entries = lines.map(line => line.split(':')).filter(([name, , id]) => name && id);
  return new Map(entries.toReversed().map(([name = '', , id = '']) => [id, name]));
});

/** The name of a user id by /etc/passwd; the number itself where there is no such line. */
export const userName = (system: System, uid: number): string =>
  namesIn(system).get(String(uid)) ?? String(uid);
