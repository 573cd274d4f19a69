import { isMeant } from '../../facts/namespaces/is-meant.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { isStopped } from '../../programs/fixes/start.js';
import { quoted } from '../../programs/shell.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import type { Evidence } from '../rule.js';
import { deathIn } from './death-words.js';

/** A server that something kept an eye on, and that is no more. */
export interface Ended {
  /** 'shop.service', "PM2's shop", 'container shop'. */
  readonly who: string;
  readonly how: string;
  readonly evidence: Evidence;
  /** The last telling line of its log, where whoever kept it has one. */
  readonly last: string | undefined;
  /** The command that shows its log. */
  readonly log: string;
  /** The command that starts it again, where the log's does not say so. */
  readonly again?: string;
  readonly needsRoot?: boolean;
}

const telling = /error|fail|exception|cannot|denied|panic|fatal|not found/i;
/** The line in which a runtime names the error itself: "Error: Cannot find module 'x'", "KeyError: 'PORT'". */
const naming = /^\s*(?:\w+\.)*\w*(?:Error|Exception)\b(?:\s\[\w+\])?:/;

/** The line of a log's end that tells most; undefined for an empty log. */
export const lastWord = (lines: readonly string[]): string | undefined =>
  (
    lines.findLast(line => naming.test(line)) ??
    deathIn(lines) ??
    lines.findLast(line => telling.test(line)) ??
    lines.at(-1)
  )?.trim();

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
    'it took longer than systemd waits, mostly to start: with Type=notify a server has to say READY=1, with Type=forking to leave a daemon behind and return; one that stays in the foreground wants Type=simple or exec',
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

/** A unit that failed. */
export function endedUnit(units: readonly Unit[]): Ended | undefined {
  const failed = units.filter(hasFailed);
  const unit = failed.find(({ name }) => !name.endsWith('.socket')) ?? failed[0];
  if (!unit) return undefined;
  const said = unit.exitStatus ? bySystemd[unit.exitStatus] : undefined;
  const status = said ? `${unit.exitStatus}: ${withSettings(unit, said)}` : unit.exitStatus;
  const socket = unit.name.endsWith('.socket') ? ofSockets[unit.result] : undefined;
  const known = results[unit.result];
  const result = known ? `${unit.result}: ${withSettings(unit, known)}` : unit.result;
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

/** It ended by a fault of its own, and PM2 does not start it again. */
const failed = ({ end }: Pm2Entry): boolean => end !== undefined && end.code !== 0;

/** An entry of PM2 that gave up, that PM2 is about to start again, or that somebody stopped after restarts. */
export function endedEntry(entries: readonly Pm2Entry[], port: number): Ended | undefined {
  const entry = entries.find(
    each =>
      (/^(errored|waiting restart)$/.test(each.status) ||
        (each.status === 'stopped' && (each.restarts > 0 || failed(each)))) &&
      (each.ports.length === 0 || each.ports.includes(port)),
  );
  return (
    entry && {
      who: `PM2's ${entry.name}`,
      how: failed(entry)
        ? `with status ${entry.end!.code}, and PM2 was told not to start it again`
        : `${entry.status} after ${entry.restarts} restarts`,
      evidence: { fact: 'pm2', says: `${entry.name} is ${entry.status}`, source: 'PM2' },
      last: lastWord(entry.log),
      log: `  pm2 logs ${quoted(entry.name)} --err --lines 20 --nostream`,
      again: `pm2 restart ${quoted(entry.name)}`,
    }
  );
}

/** A container that published the port, or was named, and exited with a failure. */
export function endedContainer(
  containers: readonly Container[],
  { port, target }: Question,
): Ended | undefined {
  const container = containers.find(
    each => !each.running && !isStopped(each) && isMeant(each, port, target.program),
  );
  return (
    container && {
      who: `container ${container.name}`,
      how: container.failure ? 'its engine could not start it' : `exit status ${container.exitCode}`,
      evidence: {
        fact: 'containers',
        says: container.failure
          ? `${container.name} (${container.image}) could not be started`
          : `${container.name} (${container.image}) ended with status ${container.exitCode}`,
        source: `${container.engine} API`,
      },
      last: container.failure ?? lastWord(container.log ?? []),
      log: `  ${container.engine} logs --tail 20 ${container.name}`,
      again: `${container.engine} start ${container.name}`,
    }
  );
}
