import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';
import { afterWaits } from './after-waits.js';
import { parseEnvironment } from './environment.js';
import { setsPort } from './port-variable.js';
import { usualPortOf } from './usual-port.js';

/** Most processes that are found, and bytes of a command line or an environment. */
const MOST = 16;
const MOST_TEXT = 128 * 1024;

/** Programs that name a port because they go there, look at it or wait, and never serve it. */
const clients = new Set(
  (
    'curl wget nc.openbsd telnet ssh scp sftp ab wrk hey siege httpie http ss lsof netstat nmap tcpdump tshark grep ' +
    'tail less more vim vi nano cat watch timeout sleep sudo su env kill pkill pgrep man chrome chromium firefox git ' +
    'make strace gdb tmux screen SCREEN script expect setpriv nsenter unshare runuser doas tini dumb-init xargs psql ' +
    'pg_isready mysql mysqladmin mariadb mongo mongosh redis-cli valkey-cli cqlsh etcdctl ngrok cloudflared pg_dump pg_restore pg_basebackup mysqldump mariadb-dump ' +
    'mosquitto_sub mosquitto_pub kcat kafkacat'
  ).split(' '),
);
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'fish', 'ash', 'ksh', 'busybox']);

/** PM2's daemon and supervisord have the environment of whoever started them first, and serve no port by that. */
const keeper = /^PM2 v[\d.]+: God Daemon|(^|\/)supervisord$/;

/** A login shell's name begins with a dash. */
const programName = (path: string) => baseName(path).replace(/^-/, '');

/** Options whose number counts something else, or is a time: `--workers 4`, `--max-connections=1024`, `-j 8`. */
const counting =
  /^-(?:[jw]|-(?:[\w-]*-)?(?:workers?|threads?|process(?:es)?|jobs|concurrency|timeout|backlog|interval|retries|count|size|limit|level|requests|connections|memory|age))$/;

/** Options that name where a program goes in its turn: `--broker localhost:8000`, `--redis-url=…`, `--db-port 8000`. */
const services =
  'redis|database|db|mysqld?|mariadb|postgres(?:ql)?|pg|mongo(?:db)?|amqp|rabbitmq|kafka|memcached?|elastic(?:search)?';
const going = new RegExp(
  `^--?(?:(?:[\\w.-]*[-.])?(?:broker|upstream|backend|target|remote|connect|peers?|join|dsn|proxy|origin|forward-to|to|check|ur[il]|${services})(?:[-.](?:host|addr|address|url|uri|server))?|server|R|(?:broker|upstream|remote|container|${services})-port)$`,
);
/** A script of this name goes to a server, where it is not told to listen. */
const asks =
  /(?:^|[/_-])(?:client|load-?test|bench(?:mark)?|health-?check|smoke-?test|probe|ping|check|monitor)(?:[._-](?!serve)\w+)?$/i;
const told = /^-.*(?:listen|bind|port)|^-[blp]|^(?:0\.0\.0\.0|::$|\[::\])/;
/** A URL names where a program listens by its wildcard, `ldap://0.0.0.0:389/`, or by its option: `--listen-client-urls`. */
const anyAddress = /:\/\/(?:0\.0\.0\.0|\[::\]|[*+])?:\d/;
const listening = /^-.*(?:listen|bind)|^--urls$/i;

/** A number alone is too short for one that somebody would give as a port by itself. */
const SHORT = 10;

/** A title that says where the server is to listen, before it does: `puma 5.6.5 (tcp://0.0.0.0:9292) [shop]`, `thin server (0.0.0.0:3000)`. */
const titleNames = (title: string, port: number): boolean =>
  new RegExp(`^(?:puma|thin) [^()]{1,40}\\([^()]*:${port}[,?)]`).test(title);

/** Words of a command line that name a port, each with the option that it belongs to. */
function namings(command: readonly string[], port: number) {
  const spoken = new RegExp(`(?:^|[:=,]|^-{1,2}[a-zA-Z]{1,4})${port}(?:$|[,;/])`);
  return command.flatMap((word, at) => {
    if (at === 0 || word.length >= 4096 || !spoken.test(word)) return [];
    const before = command[at - 1]!;
    return [{ word, before, option: word.startsWith('-') ? word.split('=', 1)[0]! : before }];
  });
}

/** The option is of where the program goes, and not of where it listens. */
const isGoing = (option: string): boolean => going.test(option) && !listening.test(option);

/** socat and kubectl name the far port as well as the near one, which is theirs. */
const isFarEnd = (program: string, word: string, port: number): boolean =>
  program === 'socat'
    ? /^[a-z]+[46]?(?:-(?:connect|sendto))?:/i.test(word)
    : program === 'kubectl' && /^\d+:\d+$/.test(word) && !word.startsWith(`${port}:`);

/** Whether an option says that the program goes to the port: `--upstream localhost:8000`. */
export const goesToPort = (command: readonly string[], port: number): boolean =>
  namings(command, port).some(({ option }) => isGoing(option));

/**
 * Whether a command line speaks of serving the port: `8000`, `:8000`, `0.0.0.0:8000`, `--port=8000`, `-p8000`,
 * `TCP-LISTEN:8000,fork`, `--urls http://*:8000`; not as a part of the URL of another server, or of a longer number.
 */
export function mentionsPort(line: readonly string[], port: number): boolean {
  // Most lines do not have the number at all: that is seen at once.
  if (!line.some(word => word.includes(String(port)))) return false;
  const command = afterWaits(line);
  const program = programName(command[0] ?? '');
  if (command.length === 0 || clients.has(program)) return false;
  if (shells.has(program) && command.some(word => /^-\w*c$/.test(word))) return false;
  if (command.slice(0, 3).some(word => asks.test(word)) && !command.some(word => told.test(word)))
    return false;
  if (/^(?:nc|ncat|netcat)\b/.test(program) && !command.some(word => /^-\w*l|^--listen$/.test(word)))
    return false;
  if (titleNames(line[0]!, port)) return true;
  return namings(command, port).some(
    ({ word, before, option }) =>
      (!word.includes('://') || anyAddress.test(word) || listening.test(option)) &&
      !isGoing(option) &&
      !isFarEnd(program, word, port) &&
      !counting.test(option) &&
      !(port < SHORT && word === String(port) && !/^-\S*p(?:ort)?$/.test(before)),
  );
}

/** Whether its environment tells it to serve the port: PORT, SERVER_PORT, FLASK_RUN_PORT … */
export const environmentNamesPort = (environment: Readonly<Record<string, string>>, port: number): boolean =>
  Object.entries(environment).some(([name, value]) => setsPort(name, value, port));

/** Whether a process serves what its environment tells: no shell, no client, and nobody who keeps other programs. */
export function goesByEnvironment(command: readonly string[]): boolean {
  const program = programName(command[0] ?? '');
  return (
    !shells.has(program) && !clients.has(program) && !command.slice(0, 2).some(word => keeper.test(word))
  );
}

/** The processes, netcheck's and its ancestors apart, whose command or environment names the port, or takes it by custom. */
export function findCandidates(system: System, pids: readonly number[], port: number): readonly number[] {
  const own = ownLine(system);
  const asking = askingAlike(system);
  const found: number[] = [];
  for (const pid of pids) {
    if (found.length >= MOST) break;
    if (own.has(pid)) continue;
    const command = commandOf(system, pid);
    if (command[0] === '' || asking(command) || clients.has(programName(command[0] ?? ''))) continue;
    if (mentionsPort(command, port) || usualPortOf(command) === port) found.push(pid);
    else if (goesByEnvironment(command)) {
      const environment = parseEnvironment(textOf(system, `/proc/${pid}/environ`, MOST_TEXT));
      if (environmentNamesPort(environment, port)) found.push(pid);
    }
  }
  return found;
}

const commandOf = (system: System, pid: number): readonly string[] =>
  textOf(system, `/proc/${pid}/cmdline`, MOST_TEXT).replace(/\0$/, '').split('\0');

/**
 * Tells the command lines of netcheck's other runs, which name the port only to ask about it: those at the same time, be
 * it by another copy of it, and its own children as long as they have not become their program.
 */
export function askingAlike(system: System): (command: readonly string[]) => boolean {
  const [, own] = commandOf(system, process.pid);
  return ([, script, word]) =>
    script !== undefined && (script === own || /\/netcheck(?:\.js)?$/.test(script)) && word !== 'serve';
}

/**
 * netcheck itself and whatever started it: their arguments name the port too. The first process of all is left out, for
 * whoever lost its parent is its child too; `first` 1 takes it in, where it may be the script that asks.
 */
export function ownLine(system: System, first = 2): ReadonlySet<number> {
  const line = new Set<number>();
  let pid = process.pid;
  while (pid >= first && !line.has(pid)) {
    line.add(pid);
    const stat = textOf(system, `/proc/${pid}/stat`);
    pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  }
  return line;
}
