import { remembering } from '../../net/remember.js';
import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

/** As whom a process acts beside its user. */
export interface Identity {
  readonly group: number;
  /** Its other groups, the smallest first. */
  readonly groups: readonly number[];
  /** Capabilities that it hands on to what it starts, as setpriv(1) calls them: 'net_bind_service', 'cap_12'. */
  readonly ambient: readonly string[];
  /** What it starts never gets more rights than it has (no_new_privs). */
  readonly confined: boolean;
}

const linesOf = (system: System, path: string): readonly string[][] =>
  textOf(system, path)
    .split('\n')
    .map(line => line.split(':'));

const usersIn = remembering((system: System) => linesOf(system, '/etc/passwd'));
const groupsIn = remembering((system: System) => linesOf(system, '/etc/group'));

const numbers = (status: string, name: string): number[] =>
  (new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number);

const sorted = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b);

/** The groups that /etc/passwd and /etc/group give to a user: initgroups(3). */
function groupsByFiles(system: System, uid: number): readonly number[] {
  const [name, , , group] = usersIn(system).find(([, , id]) => id === String(uid)) ?? [];
  const more = groupsIn(system).filter(([, , , members]) => name && members?.split(',').includes(name));
  return group === undefined ? [] : [Number(group), ...more.map(([, , id]) => Number(id))];
}

function ambientOf(status: string): readonly string[] {
  const mask = /^CapAmb:\s*([0-9a-f]+)/m.exec(status)?.[1];
  const bits = BigInt(`0x${mask ?? 0}`);
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter(bit => (bits >> BigInt(bit)) & 1n)
    .map(bit => (bit === 10 ? 'net_bind_service' : `cap_${bit}`));
}

/** The same of /proc/PID/status, and whether that is what anybody gets who becomes this user (runuser(1)). */
export function identityOf(system: System, status: string): Identity & { readonly usual: boolean } {
  const [, uid = -1] = numbers(status, 'Uid');
  const [, group = -1] = numbers(status, 'Gid');
  const groups = sorted(numbers(status, 'Groups'));
  const ambient = ambientOf(status);
  const confined = /^NoNewPrivs:\s*1/m.test(status);
  const given = groupsByFiles(system, uid);
  const same = given[0] === group && String(sorted([group, ...groups])) === String(sorted(given));
  return { group, groups, ambient, confined, usual: same && ambient.length === 0 && !confined };
}
