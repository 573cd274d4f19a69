import type { Machine } from '../../facts/machine/types.js';
import type { Identity } from '../../facts/processes/identity.js';
import { isPipe } from '../../facts/processes/pipe.js';
import type { Process } from '../../facts/processes/types.js';
import { startedIn } from '../door.js';
import { assignments, commandLine, quoted } from '../shell.js';
import { hasOthers, readFirst, wordsOf } from './handover.js';
import { resolved } from './program-file.js';

/** How a server is started again by hand: what it needs beside its argument vector. */
export interface Launch {
  readonly process: Process;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly machine: Machine;
  /** It starts as the caller, although it runs as another user now. */
  readonly dropsPrivileges: boolean;
  /** It makes a session of its own, and ends where it leads one already. */
  readonly leadsSession?: boolean;
  /** It goes to the background by itself, in a session of its own. */
  readonly daemonises: boolean;
}

/** In the place of an input: one that stays open and says nothing. */
export const SILENT = 'silent';

/** Never carried over: they say who is asking and where, not how the server was set up. */
const OWN_MATTER = new RegExp(
  '^(_|PATH|PWD|HOME|TERM|name|exec_mode|container|INVOCATION_ID|JOURNAL_STREAM|NOTIFY_SOCKET|LISTEN_FDS|LISTEN_PID|' +
    'TMUX|STY|SUDO_USER|SERVER_SOFTWARE|NODE_UNIQUE_ID|WERKZEUG_.*|FLASK_RUN_FROM_CLI|DJANGO_AUTORELOAD_ENV|SSH_.*|XDG_.*|' +
    'KUBERNETES_.*|SUPERVISOR_.*|pm_.*|PM2_.*|npm_.*)$',
);

/**
 * The variables that were set for this process: those that the caller's own environment has not, or has otherwise.
 * As far as the fact shows them (secrets are never read).
 */
export function ownEnvironment(process: Process, machine: Machine): Record<string, string> {
  const caller = machine.environment ?? {};
  return Object.fromEntries(
    Object.entries(process.environment ?? {}).filter(
      ([name, value]) => caller[name] !== value && !OWN_MATTER.test(name),
    ),
  );
}

/**
 * One line of shell that starts it as it was: user, environment, limits, nohup, setsid, and output where it went.
 * Variables whose values are not known are read from the process itself: it has to live until `ending` ends it.
 */
export function launchLine(launch: Launch, ending: readonly string[] = []): string {
  const { process, dropsPrivileges, daemonises } = launch;
  const { umask, limits = [] } = process.apart ?? {};
  const settings = [
    // Daemons set their own.
    ...(umask && !dropsPrivileges && !daemonises ? [`umask ${umask}`] : []),
    ...limits.map(each => `ulimit ${each}`),
  ];
  return inShell(launch, [...ending, ...settings], inside => startLine(launch, inside));
}

/** The same for a command that only looks, and comes back: with the server's user and environment. */
export const rehearsalLine = (launch: Launch): string =>
  inShell({ ...launch, leadsSession: false }, [], inside =>
    startLine({ ...launch, daemonises: true }, inside),
  );

/** What the line has to read from the running process before that is ended. */
export const readsFirst = ({ process, command, daemonises }: Launch): readonly string[] =>
  readFirst(process, command, !daemonises);

/** What sh(1) need not know: arrays, the number of processes (dash), quotes for control characters. */
const OF_BASH = /^readarray |; readarray |\bulimit -\w*u |\$'/;

/** The line in a shell of its own, where things are to be done before it, or as its child: who leads a group makes no session (setsid(2)). */
function inShell(launch: Launch, before: readonly string[], lineOf: (inside: boolean) => string): string {
  const lines = [...readsFirst(launch), ...before];
  const child = launch.leadsSession === true && !launch.daemonises;
  if (lines.length === 0 && !child) return lineOf(false);
  const line = [...lines, child ? `${lineOf(true)} &` : `exec ${lineOf(true)}`].join('; ');
  return commandLine([OF_BASH.test(line) ? 'bash' : 'sh', '-c', line]);
}

function startLine(launch: Launch, inside: boolean): string {
  const { process, machine, daemonises } = launch;
  const user = launch.dropsPrivileges ? [] : userPrefix(process, machine);
  const polite = process.apart?.nice ? ['nice', '-n', String(process.apart.nice)] : [];
  const before = [...polite, ...(daemonises ? [] : wayOf(launch))].map(quoted);
  const words = [
    ...before,
    ...wordsOf(process, resolved(launch.process, launch.command, launch.machine)),
  ].join(' ');
  const variables = variablesOf(launch, inside || user.length > 0);
  const line = [...user, ...variables, words, ...(daemonises ? [] : redirections(process))].join(' ');
  return process.input === SILENT && !daemonises ? `tail -f /dev/null | ${line}` : line;
}

/** Whoever becomes another user keeps the home of root (runuser(1)), where that user may read nothing. */
function theirHome({ process, machine, dropsPrivileges }: Launch): Record<string, string> {
  const { HOME } = process.environment ?? {};
  const stays = dropsPrivileges || process.uid === machine.uid || HOME === machine.environment?.HOME;
  return HOME === undefined || stays ? {} : { HOME };
}

/** What sets its variables: by env where something else than the shell runs it. */
function variablesOf(launch: Launch, byEnv: boolean): readonly string[] {
  const { process, machine, environment } = launch;
  if (hasOthers(process)) {
    const sets = assignments(environment).filter(each => each !== 'env');
    const passing = process.apart?.passing?.flatMap(name => ['-u', quoted(name)]) ?? [];
    return [`env -i "\${own[@]}"`, ...(passing.length > 0 ? ['env', ...passing] : []), ...sets];
  }
  const variables = { ...theirHome(launch), ...ownEnvironment(process, machine), ...environment };
  const sets = assignments(variables);
  const without = (process.apart?.without ?? []).filter(name => !Object.hasOwn(variables, name));
  if (without.length > 0)
    return ['env', ...without.flatMap(name => ['-u', quoted(name)]), ...sets.filter(each => each !== 'env')];
  return byEnv && sets.length > 0 && sets[0] !== 'env' ? ['env', ...sets] : sets;
}

/** It is started again under nohup. */
export const isUnderNohup = ({ ignored, output }: Process): boolean =>
  ignored.includes('HUP') || /(^|\/)nohup\.out$/.test(output ?? '');

/** nohup where SIGHUP is ignored; setsid where it leads a session without a terminal, or its starter has left it in one. */
function wayOf({ process, leadsSession }: Launch): string[] {
  const words: string[] = [];
  const hup = isUnderNohup(process);
  const apart = process.session === process.pid || (process.parent === 1 && !hup);
  if (apart && process.terminal === null && !leadsSession) words.push('setsid');
  if (hup) words.push('nohup');
  return words;
}

/** root starts it as its user; anybody else only ever restarts what is theirs, or needs root. */
function userPrefix(process: Process, machine: Machine): string[] {
  if (process.uid === machine.uid) return [];
  if (process.apart?.identity) return withIdentity(process.apart.identity, process);
  if (/^[a-z_][\w.-]*\$?$/i.test(process.user)) return ['runuser', '-u', process.user, '--'];
  return ['setpriv', `--reuid=${process.uid}`, `--regid=${process.uid}`, '--clear-groups'];
}

/** Becomes the user with the very groups and capabilities that the process has (setpriv(1)). */
function withIdentity({ group, groups, ambient, confined }: Identity, { uid }: Process): string[] {
  const capabilities = ambient.map(each => `+${each}`).join(',');
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${group}`],
    groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups',
    ...(capabilities ? [`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`] : []),
    ...(confined ? ['--no-new-privs'] : []),
  ];
}

/** Where a file descriptor leads, if that is a file, or the one in its place that the caller can write. */
function fileOf(descriptor: string | null, { unwritable }: Process): string | null {
  if (!descriptor?.startsWith('/')) return null;
  if (/^\/dev\/(?!null$)/.test(descriptor) || descriptor.startsWith('/memfd:')) return null;
  const file = descriptor.replace(/ \(deleted\)$/, '');
  return unwritable?.[file] ?? file;
}

/** Where its output goes from then on, where the caller may not write the file that it goes to: one sentence. */
export function movedOutput(process: Process): string | undefined {
  if ([process.output, process.errors].some(isPipe))
    return 'What it wrote into a pipe goes to your terminal from then on.';
  const files = [process.output, process.errors].map(each => each?.replace(/ \(deleted\)$/, '') ?? '');
  const file = files.find(each => process.unwritable?.[each] !== undefined);
  const place = file && process.unwritable?.[file];
  if (!file || !place) return undefined;
  return place === '/dev/null'
    ? `You may not write ${file}, so what it says is lost from then on.`
    : `You may not write ${file}, so what it says goes to ${place} from then on.`;
}

/** Appending keeps what a log already holds; a path below the directory is written as people would. */
function redirections(process: Process): string[] {
  const output = fileOf(process.output, process);
  const errors = fileOf(process.errors, process);
  const words: string[] = [];
  const short = (path: string): string => {
    const directory = `${startedIn(process) ?? ''}/`;
    return quoted(path.startsWith(directory) && directory !== '/' ? path.slice(directory.length) : path);
  };
  const arrow = (path: string): string => (path === '/dev/null' ? '>' : '>>');
  if (output) words.push(`${arrow(output)}${short(output)}`);
  if (errors && errors === output) words.push('2>&1');
  else if (errors) words.push(`2${arrow(errors)}${short(errors)}`);
  if (process.input === '/dev/null') words.push('</dev/null');
  else if (process.inputFile) words.push(`<${short(process.inputFile)}`);
  return words;
}
