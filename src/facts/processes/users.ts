import type { System } from '../../system/system.js';

const known = new WeakMap<System, Map<number, string>>();

/** The name of a user id by /etc/passwd, read once; the number itself where there is no such line. */
export function userName(system: System, uid: number): string {
  let names = known.get(system);
  if (!names) {
    names = new Map();
    try {
      for (const line of system.read('/etc/passwd').split('\n')) {
        const [name, , id] = line.split(':');
        if (name && id && !names.has(Number(id))) names.set(Number(id), name);
      }
    } catch {
      // Without /etc/passwd, numbers serve.
    }
    known.set(system, names);
  }
  return names.get(uid) ?? String(uid);
}
