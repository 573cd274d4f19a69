import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import { toBeTold } from '../../facts/unseen.js';
import { type Debugger, debuggerOf } from '../../programs/debugger.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { invocationOf } from '../../programs/invocation.js';

/** How to see whose socket it is that is not served, where that is hidden. */
export const namesIt = (uid: number | undefined): string =>
  toBeTold(uid, 'names the program, and says whether it is stopped, busy, out of descriptors or waiting');

/** The headline for UDP, over which nothing is accepted. */
export const ofDatagrams = { headline: 'the server does not answer' } as const;

const forEvents = /epoll|poll_schedule|select|kqueue/;
/** It waits for whatever comes next. */
export const isForEvents = (waitChannel: string): boolean => forEvents.test(waitChannel);
const forLock = /locks_lock|flock|setlk/;
/** It waits for the lock of a file, which another one has. */
export const isForLock = (waitChannel: string): boolean => forLock.test(waitChannel);
const FOR_EVENTS = 'waits for events, so nothing in it is left to do for the request';

/** What a wait channel of the kernel means for a server. */
const channels: readonly (readonly [RegExp, string])[] = [
  [/nanosleep/, 'sleeps'],
  [/futex/, 'waits for a lock or for another of its threads'],
  [forLock, 'waits for the lock of a file'],
  [/pipe|wait_for_partner/, 'waits for another program to write to a pipe, or to read from one'],
  [
    /unix_wait_for_peer|sock_alloc_send/,
    'waits until another program of this machine takes what it writes to a socket file, as one that keeps logs',
  ],
  [/wait_woken|sk_wait|inet_csk|unix_stream/, 'waits for another program or machine to say something'],
  [/do_wait|kernel_wait/, 'waits for a program that it started'],
  [/io_schedule|nfs|jbd2|wait_on_page|folio_wait/, 'waits for a disk or a network drive'],
];

/** The door of a debugger, of one that does not wait for clients. */
const mayBeHeld = (process: Process): Debugger | undefined =>
  process.waitChannel === null || isForEvents(process.waitChannel) ? undefined : debuggerOf(process);

/**
 * What a process does instead of answering, as far as its first thread's wait channel tells; undefined where it does not. Where
 * others do the work, the first waits for clients as it always does; where it leaves them unaccepted, it waits for others.
 */
export function doingOf(process: Process, unaccepted = false): string | undefined {
  const { waitChannel, threads, quota } = process;
  if (quota && isStarved(process))
    return `wants the processor, of which the quota of its control group leaves it ${percent(quota.share)} (${quota.folder})`;
  if (process.awaitsLock)
    return `waits for the lock of ${process.awaitsLock.path ?? 'a file'}${holderOf(process.awaitsLock)}`;
  if (process.awaitsTerminal)
    return `waits for somebody to type at ${process.awaitsTerminal.replace('/dev/', '')}, as input() and a debugger's breakpoint do`;
  if (process.awaitsRoom) return heldBack(process.awaitsRoom);
  if (waitChannel === null) return undefined;
  const door = mayBeHeld(process);
  if (door) return `may be held at a breakpoint by its debugger (${door.option})`;
  if (isForEvents(waitChannel))
    return !unaccepted && (threads === 1 || invocationOf(process).language === 'node')
      ? FOR_EVENTS
      : undefined;
  return channels.find(([pattern]) => pattern.test(waitChannel))?.[1];
}

/**
 * The child that Node waits for by execSync() or spawnSync(), which run an event loop of their own (node's
 * src/spawn_sync.cc): its first thread waits for events, and leaves clients unaccepted.
 */
export function childAwaited(
  process: Process,
  processes: readonly Process[],
  unaccepted = false,
): Process | undefined {
  const { pid, waitChannel } = process;
  if (!unaccepted || invocationOf(process).language !== 'node' || !isForEvents(waitChannel ?? ''))
    return undefined;
  const children = processes.filter(each => each.parent === pid && each.state !== 'Z');
  return children.sort((a, b) => b.startedAt - a.startedAt)[0];
}

/** For one that waits for a child. */
export const withoutChild = ({ pid }: Process): Fix => ({
  title: 'End the program that it waits for',
  text: `  kill ${pid}\nA server that does not catch the error which execSync() then throws ends by it: start it again. For good: execSync() and spawnSync() keep the whole server waiting until their program ends; exec() and spawn() do not.`,
  needsRoot: false,
});

const holderOf = ({ holder }: { readonly holder: number }): string =>
  holder > 0 ? `, which pid ${holder} has` : '';

/** Its output has nowhere to go: a terminal that is held, or a pipe that is full. */
const heldBack = ({ link, reader }: NonNullable<Process['awaitsRoom']>): string =>
  link.startsWith('/dev/')
    ? `waits until it may write to ${link.replace('/dev/', '')}, where output is held back, as by Ctrl-S`
    : `waits for room in the pipe that its output goes into, which ${reader === null ? 'nobody empties' : `pid ${reader} does not empty`}`;

/** For one whose output is held back. */
export function letWrite({ awaitsRoom }: Process): readonly Fix[] {
  if (!awaitsRoom) return [];
  const { link, reader } = awaitsRoom;
  const how = link.startsWith('/dev/')
    ? `Press Ctrl-Q in the window of ${link.replace('/dev/', '')}.`
    : `The program at the other end of the pipe has to read on${reader === null ? '.' : `: this shows it\n  ps -fp ${reader}\nIf it is stopped (T): kill -CONT ${reader}.`}`;
  const text = `${how} Output that goes to a file holds nobody up: >>server.log 2>&1 in its command.`;
  return [{ title: 'Let its output go on', text, needsRoot: false }];
}

/** Less of a processor than this is too little to serve with: what it does with more is its own affair. */
const LITTLE = 0.2;

/** It wants to run, and its group has used up its small processor quota in most periods. */
export const isStarved = ({ quota, state }: Process): boolean =>
  quota !== undefined && state === 'R' && quota.share < LITTLE && quota.throttled >= 0.5;

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** How people look into a program of this kind while it runs: the command, or what is in `others` for any program. */
export function lookInto(process: Process, others: string): string {
  const { pid } = process;
  switch (invocationOf(process).language) {
    case 'python':
      return `  py-spy dump --pid ${pid}`;
    case 'java':
      return `  jstack ${pid}`;
    case 'ruby':
      return `  rbspy dump --pid ${pid}`;
    case 'node':
      return `  node inspect -p ${pid}`;
    default:
      return `  ${others} -p ${pid}`;
  }
}

/** What programs of this kind often wait for. */
export function waitsOften(process: Process): readonly string[] {
  const { language } = invocationOf(process);
  if (process.awaitsLock && process.awaitsLock.holder > 0)
    return [`Who has the lock: ps -fp ${process.awaitsLock.holder}.`];
  if (process.awaitsTerminal) return [];
  if (mayBeHeld(process))
    return ['Where a debugger holds it at a breakpoint, let it go on there, or detach the debugger.'];
  if (language === 'node')
    return [
      'That opens a debugger on 127.0.0.1:9229. A handler that never calls res.end(), middleware that never calls next(), or an await that never ends, looks like this.',
    ];
  return language === 'php' ? ["Another request's script may hold it."] : [];
}

/** What servers write when all who could answer are taken. */
const allTaken =
  /reached MaxRequestWorkers|MaxClients setting|pm\.max_children|listen queue of socket .* full|worker_connections are not enough|WORKER TIMEOUT|maximum number of (?:threads|connections)|all (?:threads|workers) (?:are )?busy/i;

/** Older words are of another time, milliseconds. */
const RECENT = 60 * 60 * 1000;

/** The last line of a log in which a server says that it has nobody left to answer. */
export function takenBy(
  logs: readonly LogExcerpt[],
  now: number,
): { readonly line: string; readonly path: string } | undefined {
  return logs
    .filter(({ modifiedAt }) => now - modifiedAt < RECENT)
    .flatMap(({ lines, path }) => lines.slice(-20).map(line => ({ line: line.trim().slice(0, 240), path })))
    .findLast(({ line }) => allTaken.test(line));
}

/** For one that is starved of processor time. */
export const moreProcessor: Fix = {
  title: 'Let its control group use more of the processors',
  text: 'systemd: systemctl set-property UNIT CPUQuota=100% (or CPUQuota= for no limit). Docker: docker update --cpus 1 CONTAINER. By hand: echo max >cpu.max in the folder of the group.',
  needsRoot: true,
};

/** For one whose workers are all taken. */
export const moreWorkers: Fix = {
  title: 'End what holds its workers, or give it more of them',
  text: 'ss -tn shows who is connected: clients that send slowly, or an application that answers slowly, hold them all. Apache: MaxRequestWorkers and ThreadsPerChild, mod_reqtimeout against slow clients; PHP-FPM: pm.max_children; gunicorn: --workers and --threads; uWSGI: --processes.',
  needsRoot: false,
};
