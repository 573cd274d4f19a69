import { commandsIn } from '../../facts/processes/shell-commands.js';
import type { Unit } from '../../facts/units/types.js';
import { counted } from '../../net/english.js';
import { baseName } from '../../programs/invocation.js';
import { quoted } from '../../programs/shell.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { looksForIt } from './awaited-connection.js';
import { deathIn } from './death-words.js';
import { type Ended, lastWord } from './ended.js';

/** What systemd itself could not do before the program began (systemd.exec(5), "Process Exit Codes"). */
const bySystemd: Readonly<Record<number, string>> = {
  200: 'WorkingDirectory= cannot be entered: not there, closed to its user, or below /home, /root or /run/user and hidden by ProtectHome= (CHDIR)',
  203: 'the program of ExecStart= cannot be run: not there, not executable, or its #! line is wrong (EXEC)',
  208: 'standard input cannot be set up (STDIN)',
  209: 'StandardOutput= cannot be opened (STDOUT)',
  214: 'a scheduling setting is refused (SETSCHEDULER)',
  216: 'Group= is unknown, or may not be used (GROUP)',
  217: 'User= is unknown, or may not be used (USER)',
  218: 'a capability setting is refused (CAPABILITIES)',
  222: 'StandardError= cannot be opened (STDERR)',
  225: 'its network namespace cannot be set up or entered (NETWORK)',
  226: 'a directory that the unit names for its sandbox is missing (NAMESPACE)',
  228: 'a system call filter cannot be set (SECCOMP)',
  233: 'RuntimeDirectory= cannot be made (RUNTIME_DIRECTORY)',
  238: 'StateDirectory= cannot be made (STATE_DIRECTORY)',
};

/** The command that shows what a unit wrote: to its journal, or to the file that it names. */
export const logOf = ({ name, scope, logFile }: Unit): string =>
  logFile
    ? `  tail -n 50 ${quoted(logFile)}`
    : `  journalctl ${scope === 'user' ? '--user ' : ''}-e -u ${quoted(name)}`;

/** Why systemd has given up a socket (systemd.socket(5): TriggerLimitBurst=; systemd.unit(5): StartLimitBurst=). */
const ofSockets: Readonly<Record<string, string>> = {
  'trigger-limit-hit':
    'trigger-limit-hit: its service was started again and again, and ended each time without taking the connection',
  'service-start-limit-hit': 'service-start-limit-hit: its service failed too often',
  resources: 'resources: it could not listen, mostly because another program or socket has its port',
};

/** The log of a socket's service, which tells more than its own; and what makes systemd listen again. */
const logOfSocket = (socket: string): string => {
  const [name, service] = [socket, socket.replace(/\.socket$/, '.service')].map(quoted);
  return `  journalctl -e -u ${service}\nThen:\n  sudo systemctl reset-failed ${service} ${name}\n  sudo systemctl start ${name}`;
};

/** What the result of a service means where its word alone says little (systemd.service(5), "$SERVICE_RESULT"). */
const results: Readonly<Record<string, string>> = {
  timeout:
    'it took longer than systemd waits, mostly to start: with Type=notify a server has to say READY=1, with Type=forking to leave a daemon behind and return; one that stays in the foreground wants Type=simple or exec; or it ran as long as RuntimeMaxSec= lets it',
  protocol:
    'it did not do as its Type= promises: Type=notify without READY=1, or Type=forking without a daemon or its PIDFile=',
  watchdog: 'it did not say WATCHDOG=1 in time (WatchdogSec=), so systemd ended it',
  'start-limit-hit': 'it was started too often in a short time (StartLimitBurst=)',
  resources:
    'systemd could not have what it takes to start it: a directory, a limit, or the file of EnvironmentFile=',
  'core-dump': 'it crashed and left a core dump (coredumpctl info)',
};

/** The setting with what the unit has for it: User=deploy. */
function settingOf({ settings, workingDirectory, command }: Unit, name: string): string {
  const all: Readonly<Record<string, string | null | undefined>> = {
    ...settings,
    WorkingDirectory: workingDirectory,
    ExecStart: command.split(' ', 1)[0],
  };
  return `${name}=${all[name] ?? ''}`;
}

/** What is known of the wrong setting, with its value in the place of the bare name. */
const withSettings = (unit: Unit, text: string): string =>
  text.replace(/\b(User|Group|WorkingDirectory|ExecStart|EnvironmentFile)=(?!\S)/g, (_, name: string) =>
    settingOf(unit, name),
  );

/** What its last result means; undefined where its word says all. */
export const meansOf = (unit: Unit): string | undefined => {
  const known = results[unit.result];
  return known && withSettings(unit, known);
};

const beforeIt = ({ preparation }: Unit): string =>
  preparation
    ? `: ExecStartPre=${preparation.program} ended with ${/^\d+$/.test(preparation.status) ? 'status' : 'signal'} ${preparation.status}, so the server was not started`
    : '';

/** What ends a program by its own fault, by the numbers that these signals have everywhere (signal(7)). */
const faults: Readonly<Record<number, string>> = {
  4: 'SIGILL: an instruction that this processor does not have',
  6: 'SIGABRT: it gave up by itself, as by a failed assertion',
  8: 'SIGFPE: a division by zero, or the like',
  11: 'SIGSEGV: a segmentation fault',
  31: 'SIGSYS: a system call that its unit or sandbox forbids',
};

/** The signal that ended it, where the result's word does not tell of it. */
function signalOf({ signal, result }: Unit): string {
  if (signal === null || !/^(?:signal|core-dump)$/.test(result)) return '';
  return ` ${signal}${faults[signal] ? `, ${faults[signal]}` : ''}`;
}

/** It failed, for good or until systemd starts it again (Restart=, RestartSec=). */
export const hasFailed = ({ activeState, subState, result }: Unit): boolean =>
  result !== 'success' && (activeState === 'failed' || subState.startsWith('auto-restart'));

/** A unit that failed, or ended by itself. */
export function endedUnit(units: readonly Unit[]): Ended | undefined {
  const failed = units.filter(hasFailed);
  const unit = failed.find(({ name }) => !name.endsWith('.socket')) ?? failed[0];
  if (!unit) return endedWell(units);
  const said = unit.exitStatus ? bySystemd[unit.exitStatus] : undefined;
  const status = said ? `${unit.exitStatus}: ${withSettings(unit, said)}` : unit.exitStatus;
  const socket = unit.name.endsWith('.socket') ? ofSockets[unit.result] : undefined;
  const known = meansOf(unit);
  const result = known ? `${unit.result}: ${known}` : unit.result;
  const how =
    socket ??
    (unit.exitStatus ? `${result}, status ${status}` : `${result}${signalOf(unit)}${beforeIt(unit)}`);
  const state = unit.activeState === 'failed' ? 'failed' : `${unit.activeState} (${unit.subState})`;
  return {
    who: unit.name,
    how,
    evidence: {
      fact: 'units',
      says: `${unit.name} is ${state}: ${how}`,
      source: 'systemctl show',
    },
    last: lastWord(unit.log),
    log: socket ? logOfSocket(unit.name) : logOf(unit),
    ...(socket ? {} : { again: restartOf(unit) }),
    needsRoot: unit.scope === 'system',
  };
}

/** Who has served longer has not put itself into the background, milliseconds. */
const SHORT = 5000;

/** One that asks the port's server, and ends then, is no server. */
const isClient = ({ command }: Unit): boolean =>
  looksForIt.test(baseName(commandsIn(command.replace(/^\S*sh -\w*c /, '')).at(-1)?.[0] ?? ''));

/** A unit whose program ended with status 0 where nobody had systemd stop it, which is no failure to systemd. */
function endedWell(units: readonly Unit[]): Ended | undefined {
  const unit = units.find(each => each.lived !== undefined && !isClient(each));
  if (!unit) return undefined;
  const { name, lived = 0, restart, log, scope } = unit;
  const soon = lived < SHORT;
  const how = `exit status 0 after ${lived < 1000 ? 'less than a second' : counted(Math.round(lived / 1000), 'second')}: by Restart=${restart} systemd does not start it again${soon ? `. ${away}` : ''}`;
  const again = restartOf(unit);
  const needsRoot = scope === 'system';
  return {
    who: name,
    how,
    evidence: {
      fact: 'units',
      says: `${name} is inactive: its main process ended with status 0 before systemd was to stop it`,
      source: 'systemctl show',
    },
    last: deathIn(log),
    log: logOf(unit),
    again,
    needsRoot,
    ...(!soon && {
      fix: { title: `Start ${name} again`, steps: [{ do: 'run', command: again }], needsRoot },
    }),
  };
}

const away =
  'One that puts itself into the background, or a script that starts it with &, has ended to systemd, which then ends the rest: it has to stay in the foreground (exec in a script), or wants Type=forking';
