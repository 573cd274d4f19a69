import { commandIn, preparationOf } from './exec-lines.js';
import { livedOf } from './lived.js';
import type { Unit } from './types.js';

/** The properties that are asked of `systemctl show`. */
export const properties = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ExecMainCode',
  'ExecMainStatus',
  'ExecMainStartTimestampMonotonic',
  'ExecMainExitTimestampMonotonic',
  'ActiveExitTimestampMonotonic',
  'TriggeredBy',
  'NRestarts',
  'Restart',
  'Type',
  'UnitFileState',
  'ConditionResult',
  'AssertResult',
  'ConditionTimestampMonotonic',
  'Requires',
  'BindsTo',
  'MainPID',
  'ExecStart',
  'ExecStartPre',
  'User',
  'Group',
  'NeedDaemonReload',
  'FragmentPath',
  'DropInPaths',
  'WorkingDirectory',
  'EnvironmentFiles',
  'Slice',
  'IPAddressDeny',
  'IPAddressAllow',
  'CapabilityBoundingSet',
  'PrivateUsers',
  'SocketBindDeny',
  'RestrictAddressFamilies',
  'Listen',
  'StandardOutput',
  'StandardError',
] as const;

/** ExecMainCode= is the si_code of waitid(2): CLD_EXITED, CLD_KILLED, CLD_DUMPED. */
const EXITED = '1';
const SIGNALLED = /^[23]$/;

/**
 * Reads what `systemctl show UNIT…` prints: NAME=VALUE lines, a blank line between units. Never throws; units that
 * systemd does not know (LoadState=not-found) are left out. `zero` is the epoch time of CLOCK_MONOTONIC's zero.
 */
export function parseUnits(text: string, scope: Unit['scope'], zero: number | null): readonly Unit[] {
  return text
    .split(/\n\s*\n/)
    .map(block => unitIn(fieldsOf(block), scope, zero))
    .filter(unit => unit !== undefined);
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const name = line.slice(0, equals);
    const value = line.slice(equals + 1);
    // Listen= and ExecStart= come once for each.
    fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
  }
  return fields;
}

function unitIn(
  fields: ReadonlyMap<string, string>,
  scope: Unit['scope'],
  zero: number | null,
): Unit | undefined {
  const get = (name: (typeof properties)[number]): string => fields.get(name) ?? '';
  if (get('Id') === '' || get('LoadState') === 'not-found') return undefined;
  const started = Number(get('ExecMainStartTimestampMonotonic')) || 0;
  const exitStatus = get('ExecMainCode') === EXITED ? Number(get('ExecMainStatus')) : null;
  return {
    name: get('Id'),
    scope,
    activeState: get('ActiveState'),
    ...keptFrom(get),
    ...needsOf(get),
    ...sandboxOf(get, fields.has('CapabilityBoundingSet')),
    ...familiesOf(fields.get('RestrictAddressFamilies')),
    subState: get('SubState'),
    result: get('Result'),
    exitStatus,
    signal: SIGNALLED.test(get('ExecMainCode')) ? Number(get('ExecMainStatus')) : null,
    ...livedOf(fields, exitStatus),
    restarts: Number(get('NRestarts')) || 0,
    restart: get('Restart'),
    enabled: enabledBy(get('UnitFileState')),
    mainPid: Number(get('MainPID')) || 0,
    startedAt: started > 0 && zero !== null ? Math.round(zero + started / 1000) : null,
    command: commandIn(get('ExecStart')),
    ...(/^(forking|oneshot)$/.test(get('Type')) ? { leaves: true as const } : {}),
    ...(get('NeedDaemonReload') === 'yes' ? { unread: true as const } : {}),
    files: [get('FragmentPath'), ...get('DropInPaths').split(' ')].filter(Boolean),
    workingDirectory: get('WorkingDirectory').replace(/^!/, '') || null,
    ...(get('EnvironmentFiles') === '' ? {} : { environmentFiles: true }),
    ...settingsOf(get),
    ...preparationOf(get('ExecStartPre')),
    ...(get('Slice') === '' ? {} : { slice: get('Slice') }),
    addressDeny: get('IPAddressDeny'),
    addressAllow: get('IPAddressAllow'),
    ...listensOf(get('Listen')),
    log: [],
  };
}

/** `[::]:53 (Datagram)`, one a line. */
function listensOf(text: string): Pick<Unit, 'listens' | 'kinds'> {
  const lines = text.split('\n').filter(Boolean);
  const kinds = lines.map(line => / \((\w+)\)$/.exec(line)?.[1] ?? 'Stream');
  return {
    listens: lines.map(line => line.replace(/ \([^()]*\)$/, '')),
    ...(kinds.every(kind => kind === 'Stream') ? {} : { kinds }),
  };
}

/** What keeps it from being started: a mask, a file that is not taken, or a Condition…= or Assert…= that did not hold the last time. */
function keptFrom(
  get: (name: (typeof properties)[number]) => string,
): Pick<Unit, 'masked' | 'invalid' | 'unmet'> {
  const load = get('LoadState');
  if (load === 'masked') return { masked: get('UnitFileState') === 'masked-runtime' ? 'runtime' : 'lasting' };
  if (load === 'bad-setting' || load === 'error') return { invalid: true };
  const tried = Number(get('ConditionTimestampMonotonic')) > 0;
  return tried && (get('ConditionResult') === 'no' || get('AssertResult') === 'no') ? { unmet: true } : {};
}

function needsOf(get: (name: (typeof properties)[number]) => string): Pick<Unit, 'requires'> {
  const names = `${get('Requires')} ${get('BindsTo')}`.split(' ');
  const requires = names.filter(name => /\.(service|socket|mount)$/.test(name));
  return requires.length > 0 ? { requires } : {};
}

/** The settings that keep a port from it which it has a privilege for (systemd.exec(5), systemd.resource-control(5)). */
function sandboxOf(
  get: (name: (typeof properties)[number]) => string,
  isBounded: boolean,
): Pick<Unit, 'sandbox'> {
  // An empty set is one that has nothing in it.
  const bounding = get('CapabilityBoundingSet');
  const sandbox = [
    ...(isBounded && !bounding.includes('cap_net_bind_service') ? (['CapabilityBoundingSet'] as const) : []),
    ...(get('PrivateUsers') === 'yes' ? (['PrivateUsers'] as const) : []),
    ...(get('SocketBindDeny') ? (['SocketBindDeny'] as const) : []),
  ];
  return sandbox.length > 0 ? { sandbox } : {};
}

/** A list of what it may have, or behind ~ of what it may not; an empty one is none at all (systemd.exec(5)). */
function familiesOf(list = '~'): Pick<Unit, 'withheld'> {
  const named = list.replace('~', '').split(' ');
  const withheld = (['AF_INET', 'AF_INET6'] as const).filter(
    each => named.includes(each) === list.startsWith('~'),
  );
  return withheld.length > 0 ? { withheld } : {};
}

/** `/etc/shop.env (ignore_errors=no)`: the first file that has to be there. */
const fileNeeded = (text: string): string =>
  text
    .split('\n')
    .find(line => line.endsWith(' (ignore_errors=no)'))
    ?.replace(/ \([^()]*\)$/, '') ?? '';

function settingsOf(get: (name: (typeof properties)[number]) => string): Pick<Unit, 'settings'> {
  const all = {
    User: get('User'),
    Group: get('Group'),
    EnvironmentFile: fileNeeded(get('EnvironmentFiles')),
  };
  const set = Object.entries(all).filter(([, value]) => value !== '');
  return set.length > 0 ? { settings: Object.fromEntries(set) } : {};
}

/** enabled and its kin start at boot; static and transient cannot be told by this alone. */
function enabledBy(state: string): boolean | null {
  if (/^(enabled|enabled-runtime|alias|generated)$/.test(state)) return state !== 'enabled-runtime';
  if (state === 'disabled' || state === 'transient' || /^masked/.test(state)) return false;
  return null;
}
