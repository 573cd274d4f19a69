import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isKept } from '../processes/environment.js';
import { isPortVariable } from '../processes/port-variable.js';
import { textOf } from '../text-of.js';
import { filesOf, valuesOf } from './pending.js';
import type { Unit } from './types.js';

const LONGEST = 64 * 1024;
/** A start time that is worked out from the uptime may be off by this much, milliseconds. */
const SLACK = 2000;

/** One of those that say where a server listens; others may be secrets. What has a specifier (%i) is systemd's to tell. */
const tells = (name: string, value: string): boolean =>
  !value.includes('%') && (isKept(name, value) || (isPortVariable(name) && /^\d{1,5}$/.test(value)));

interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** NAME=VALUE, where the whole or the value alone may be quoted. */
function assigned(word: string): Assignment | undefined {
  const [, name, value] = /^(\w{1,64})=(.*)$/s.exec(word.replace(/^(["'])(.*)\1$/s, '$2')) ?? [];
  return name === undefined || value === undefined
    ? undefined
    : { name, value: value.replace(/^(["'])(.*)\1$/s, '$2').trim() };
}

/** The assignments of an Environment= (systemd.exec(5)). */
const inLine = (line: string): readonly Assignment[] =>
  (line.match(/"[^"]*"|'[^']*'|[^\s"']+(?:"[^"]*"|'[^']*')?/g) ?? []).flatMap(word => assigned(word) ?? []);

/** Those of a file that EnvironmentFile= names. */
const inFile = (text: string): readonly Assignment[] =>
  text.split('\n').flatMap(line => assigned(line.trim()) ?? []);

/**
 * The variables about an address or a port that a running unit would be started with now, where one of the files that set
 * them was changed since its start; undefined where none was.
 */
export function changedVariables(system: System, unit: Unit): Unit['variables'] {
  const { startedAt, activeState, mainPid } = unit;
  if (activeState !== 'active' || mainPid <= 0 || startedAt === null) return undefined;
  const files = filesOf(system, unit);
  const named = valuesOf(system, files, 'EnvironmentFile').map(path => path.replace(/^-/, ''));
  const since = (path: string) => (attempt(() => system.status(path).modifiedAt) ?? 0) > startedAt + SLACK;
  const isNew = unit.unread || files.some(path => !unit.files.includes(path));
  if (!isNew && ![...files, ...named].some(since)) return undefined;
  // What the files set wins over what is set beside them.
  const all = [
    ...valuesOf(system, files, 'Environment').flatMap(inLine),
    ...named.flatMap(path => inFile(textOf(system, path, LONGEST))),
  ];
  const told = Object.fromEntries(
    all.filter(({ name, value }) => tells(name, value)).map(({ name, value }) => [name, value]),
  );
  return Object.keys(told).length > 0 ? told : undefined;
}
