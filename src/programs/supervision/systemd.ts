import type { Unit } from '../../facts/units/types.js';
import { isPrivileged } from '../../net/privileged.js';
import { startedIn } from '../door.js';
import type { Fix, Step } from '../fixes/fix.js';
import { hasOthers } from '../fixes/handover.js';
import { ownEnvironment } from '../fixes/relaunch.js';
import { recognised } from '../identify.js';
import { baseName } from '../invocation.js';
import type { Change, Situation } from '../program.js';
import { quoted, written } from '../shell.js';
import { isWrapped } from '../sources/unit-script.js';
import { systemctl } from './systemctl.js';
import { byItsLine } from './unit-line.js';

/** One word as systemd reads it in ExecStart= (systemd.service(5), systemd.syntax(7)). */
export function unitWord(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain;
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** Where drop-ins of a unit go, as a word of shell: beside a unit that lasts until the reboot, else where the administrator's are. */
export function dropInFolder(unit: Unit): string {
  return unit.scope === 'user'
    ? `"$HOME"/.config/systemd/user/${quoted(`${unit.name}.d`)}`
    : quoted(systemFolder(unit));
}

const systemFolder = ({ name, files }: Unit): string =>
  `${files[0]?.startsWith('/run/systemd/') ? '/run' : '/etc'}/systemd/system/${name}.d`;

/**
 * A name that comes after those of the unit's other drop-ins: of two that say the same, the last one holds, and one of
 * the same name would take the place of what is there (systemd.unit(5)).
 */
export function dropInName({ files }: Unit): string {
  const last = files.slice(1).map(baseName).sort().at(-1) ?? '';
  // What begins with a character behind z is behind any number of them.
  const ahead = last > 'z' ? String.fromCodePoint(last.codePointAt(0)!) : 'z';
  let name = 'listen.conf';
  while (last >= name) name = `${ahead}${name}`;
  return name;
}

/** A unit made by systemd-run is gone as soon as it is stopped, and takes no drop-in through a restart. */
export const isTransient = (unit: Unit): boolean => unit.files[0]?.includes('/systemd/transient/') ?? false;

/** The steps by its unit, after those `before` them; a sentence where the unit is not the server's own. */
export function systemdFix(
  unit: Unit,
  change: Change,
  situation: Situation,
  before: readonly Step[],
): Pick<Fix, 'steps' | 'text' | 'needsRoot'> {
  const needsRoot = unit.scope === 'system' && situation.machine.uid !== 0;
  const byLine = byItsLine(unit, change, situation, before);
  if (byLine) return { needsRoot, ...byLine };
  if (isTransient(unit) && hasOthers(situation.process) && (change.command || change.environment))
    return {
      needsRoot,
      text: `${unit.name} was made by systemd-run and is gone once it is stopped. It has variables that another run of systemd-run needs too (--setenv): type its line again, so changed.`,
    };
  return { needsRoot, steps: [...before, ...systemdSteps(unit, change, situation)] };
}

/** Restarts through systemd; a new command or variables go into a drop-in, as `systemctl edit` would write it. */
function systemdSteps(unit: Unit, change: Change, situation: Situation): readonly Step[] {
  const control = systemctl(unit);
  const name = quoted(unit.name);
  const lines = dropIn(change, situation, unit);
  if (lines.length === 0) return [{ do: 'run', command: `${control} restart ${name}` }];
  if (isTransient(unit)) return transientSteps(unit, change, situation);
  const folder = dropInFolder(unit);
  const variables = unit.environmentFiles ? variablesOf(change, situation, unit) : [];
  const files = [
    written(['[Service]', ...lines], `${folder}/${quoted(dropInName(unit))}`),
    ...(variables.length > 0
      ? [written(variables.map(fileLine), `${folder}/${quoted(variablesName(unit))}`)]
      : []),
  ];
  return [
    { do: 'run', command: [`mkdir -p ${folder}`, ...files].join(' && ') },
    { do: 'run', command: `${control} daemon-reload && ${control} restart ${name}` },
  ];
}

/** Behind something else in the unit's line, the server may have got another directory and user, and more variables. */
const isBelow = (change: Change, { process }: Situation, unit: Unit): boolean =>
  change.command !== undefined &&
  unit.mainPid > 0 &&
  (unit.mainPid !== process.pid || isWrapped(unit.command, process));

const variablesOf = (change: Change, situation: Situation, unit: Unit): readonly [string, string][] =>
  Object.entries({
    ...(isBelow(change, situation, unit) ? ownEnvironment(situation.process, situation.machine) : {}),
    ...change.environment,
  });

/** Variables for a unit with EnvironmentFile=, beside its drop-in: the last such file wins over all others (systemd.exec(5)). */
const variablesName = (unit: Unit): string => dropInName(unit).replace(/conf$/, 'env');

/** A line of an EnvironmentFile=. */
const fileLine = ([name, value]: [string, string]): string =>
  `${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : `"${value.replace(/["\\$`]/g, '\\$&')}"`}`;

function variableLines(change: Change, situation: Situation, unit: Unit): string[] {
  const variables = variablesOf(change, situation, unit);
  if (!unit.environmentFiles || variables.length === 0)
    return variables.map(([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`);
  const folder = unit.scope === 'user' ? `%h/.config/systemd/user/${unit.name}.d` : systemFolder(unit);
  return [`EnvironmentFile=${folder}/${variablesName(unit)}`];
}

function dropIn(change: Change, situation: Situation, unit: Unit): string[] {
  const { process } = situation;
  const sets = variableLines(change, situation, unit);
  if (!change.command) return sets;
  const below = isBelow(change, situation, unit);
  const user = below && unit.scope === 'system' && !unit.settings?.User && !startsAsRoot(situation);
  const place = [
    ...(user ? [`User=${process.user}`] : []),
    ...(below && process.directory ? [`WorkingDirectory=${startedIn(process) ?? process.directory}`] : []),
  ];
  const words = absolute(change.command, situation, unit).map(unitWord);
  return [...sets, ...place, 'ExecStart=', `ExecStart=${words.join(' ')}`];
}

/**
 * systemd finds a bare name on its own short path only, so the executable is named in full; that of what a title stands
 * for is the interpreter, and the unit's line may name the script.
 */
function absolute(command: readonly string[], { process }: Situation, unit: Unit): readonly string[] {
  const [first = '', ...rest] = command;
  if (first.startsWith('/')) return command;
  const [named = ''] = unit.command.split(/\s+/);
  const whole = baseName(named) === first ? named : first === process.command[0] ? process.executable : null;
  return [whole ?? first, ...rest];
}

/** CAP_NET_BIND_SERVICE in a mask of capabilities(7). */
const BINDS = 1 << 10;

/** It is started as root: it stays that, or becomes its user by itself, as who has a low port and no right to one did. */
const startsAsRoot = ({ process, processes, listener }: Situation): boolean =>
  process.uid === 0 ||
  recognised(process, processes)?.program.dropsPrivileges === true ||
  (isPrivileged(listener?.local.port ?? null) &&
    (Number.parseInt(process.capabilities?.slice(-4) ?? '0', 16) & BINDS) === 0);

function transientSteps(unit: Unit, change: Change, situation: Situation): readonly Step[] {
  const control = systemctl(unit);
  const { process } = situation;
  const { User, Group } = unit.settings ?? {};
  const user = User ?? (unit.scope === 'system' && !startsAsRoot(situation) ? process.user : undefined);
  const words = absolute(change.command ?? process.command, situation, unit);
  const options = [
    `--unit=${unit.name.replace(/\.service$/, '')}`,
    ...(process.directory ? [`--property=WorkingDirectory=${startedIn(process) ?? process.directory}`] : []),
    ...(unit.restart !== 'no' && unit.restart !== '' ? [`--property=Restart=${unit.restart}`] : []),
    ...(user ? [`--uid=${user}`] : []),
    ...(Group ? [`--gid=${Group}`] : []),
    ...Object.entries(change.environment ?? {}).map(([name, value]) => `--setenv=${name}=${value}`),
  ];
  const run = unit.scope === 'user' ? 'systemd-run --user' : 'systemd-run';
  return [
    { do: 'run', command: `${control} stop ${quoted(unit.name)}` },
    { do: 'run', command: `${run} ${[...options, ...words].map(quoted).join(' ')}` },
  ];
}
