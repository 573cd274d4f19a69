import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { apartOf } from './apart.js';
import { commandName } from './command-name.js';
import { parseEnvironment } from './environment.js';
import { freezersOf } from './freezers.js';
import { inputFileOf, originOf } from './origin.js';
import { unwritableOf } from './output.js';
import { startAgainIn } from './replaced.js';
import { rootOf } from './root.js';
import { parseStat } from './stat.js';
import { parseStatus } from './status.js';
import type { Process } from './types.js';
import { userName } from './users.js';

/** Clock ticks a second; USER_HZ is 100 on every Linux that Node runs on. */
export const ticksPerSecond = 100;

const deleted = / \(deleted\)$/;

/**
 * Reads one process from /proc; undefined where it is gone. What the caller may not see is null. `descriptors.open` is
 * the size of /proc/PID/fd, which the kernel tells without listing it (Linux 6.2), and a listing's length before that.
 */
export function readProcess(system: System, pid: number, boot: number): Process | undefined {
  const folder = `/proc/${pid}`;
  const text = (name: string) => attempt(() => system.read(`${folder}/${name}`));
  const link = (name: string) => attempt(() => system.link(`${folder}/${name}`)) ?? null;
  const texts = {
    stat: text('stat'),
    status: text('status'),
    limits: text('limits'),
    environ: text('environ'),
  };
  const stat = parseStat(texts.stat ?? '');
  if (!stat) return undefined;
  const status = parseStatus(texts.status ?? '');
  const executable = link('exe');
  const cwd = link('cwd');
  const directory = cwd?.replace(deleted, '') ?? null;
  const command = commandOf(text('cmdline'));
  const { environ } = texts;
  const startedAt = boot + (stat.startTicks * 1000) / ticksPerSecond;
  const again = startAgainIn(system, { executable, directory: cwd, environ, startedAt });
  const groups = text('cgroup');
  const cgroup = cgroupOf(groups);
  const freezers = freezersOf(system, cgroup, groups);
  const [output, errors] = [link('fd/1'), link('fd/2')];
  const unwritable = unwritableOf(system, { uid: status.uid, directory: cwd, output, errors });
  const apart = apartOf(system, texts);
  const input = link('fd/0');
  const inputFile = inputFileOf(system, { pid, input });
  const process: Process = {
    pid,
    parent: stat.parent,
    name: stat.name,
    command,
    executable: executable?.replace(deleted, '') ?? null,
    executableDeleted: deleted.test(executable ?? ''),
    directory,
    directoryDeleted: deleted.test(cwd ?? ''),
    ...(again !== undefined && { startAgainIn: again }),
    uid: status.uid,
    group: status.group,
    user: userName(system, status.uid),
    startedAt,
    state: stat.state,
    waitChannel: text('wchan')?.replace(/^0$/, '') || null,
    busiestThread: null,
    threads: stat.threads,
    descriptors: descriptorsOf(system, folder, texts.limits),
    children: childrenOf(text(`task/${pid}/children`)),
    session: stat.session,
    processGroup: stat.processGroup,
    foregroundGroup: stat.foregroundGroup,
    ...(stat.forked && { forked: true as const }),
    terminal: stat.terminal,
    ...(status.tracer > 0 && { tracer: { pid: status.tracer, name: commandName(system, status.tracer) } }),
    ignored: status.ignored,
    caught: status.caught,
    blocked: status.blocked,
    capabilities: status.capabilities,
    cgroup,
    frozen: freezers !== undefined,
    ...(freezers && { freezers }),
    environment: environ === undefined ? null : parseEnvironment(environ),
    ...(apart && { apart }),
    input,
    ...(inputFile && { inputFile }),
    output,
    errors,
    ...(unwritable && { unwritable }),
    networkNamespace: namespaceOf(link('ns/net')),
    root: rootOf(system, pid, { directory, command }),
  };
  const origin = originOf(system, process);
  return origin ? { ...process, ...origin } : process;
}

/** The argument vector; a program that rewrote its title (setproctitle) leaves one string with trailing zeros. */
function commandOf(cmdline: string | undefined): string[] {
  const command = cmdline ?? '';
  let end = command.length;
  while (end > 0 && command[end - 1] === '\0') end--;
  return command === '' || command === '\0' ? [] : command.slice(0, end).split('\0');
}

/** Of /proc/PID/task/TID/children. */
export const childrenOf = (text: string | undefined): number[] =>
  (text ?? '').trim().split(' ').filter(Boolean).map(Number);

const namespaceOf = (link: string | null): number | null => {
  const inode = /\[(\d+)\]/.exec(link ?? '')?.[1];
  return inode ? Number(inode) : null;
};

/** The path in the unified hierarchy (the line 0::), or in the named systemd one of cgroup 1. */
export function cgroupOf(text: string | undefined): string | null {
  const lines = (text ?? '').split('\n');
  const line =
    lines.find(each => each.startsWith('0::')) ?? lines.find(each => each.includes(':name=systemd:'));
  return line ? line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1) : null;
}

function descriptorsOf(system: System, folder: string, limits: string | undefined): Process['descriptors'] {
  const line = limits && /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits);
  const open = attempt(() => system.status(`${folder}/fd`).size || system.list(`${folder}/fd`).length);
  if (!line || open === undefined) return null;
  const number = (word: string | undefined) => (word === 'unlimited' ? null : Number(word));
  return { open, soft: number(line[1]), hard: number(line[2]) };
}
