import type { Process } from '../../facts/processes/types.js';
import { baseName } from '../invocation.js';
import { lineage } from '../lineage.js';
import { onHangUp } from './on-hang-up.js';

/** What a hang-up of the terminal does to a process, and why. */
export interface HangUp {
  /** Null where it cannot be told. */
  readonly survives: boolean | null;
  readonly kind: 'nohup' | 'terminal' | 'job' | 'disowned' | 'daemon' | 'detached';
  readonly why: string;
}

const shells = /^(bash|zsh|fish|tcsh|csh|ksh|ksh93|mksh|dash|sh|ash|busybox)$/;

/** A shell for people: it was given options at most, and no commands or script. */
const isPrompt = ({ name, command }: Process): boolean =>
  shells.test(name) && command.slice(1).every(word => /^-(?:-\w|[abd-z]*$)/.test(word));

/** Whether an interactive shell sends SIGHUP to its jobs when its terminal hangs up; the others just end. */
function tellsJobs({ name, executable, command }: Process): boolean {
  // ksh is ksh93 here and mksh there, and ksh93 tells its jobs as a login shell only.
  const own = name === 'ksh' ? baseName(executable ?? 'ksh93') : name;
  const isLogin = command[0]?.startsWith('-') || command.includes('-l');
  return /^(bash|zsh|fish)$/.test(own) || (own === 'ksh93' && Boolean(isLogin));
}

/**
 * What becomes of a process when its terminal hangs up. The kernel sends SIGHUP to the session's leader and to the
 * foreground process group (credentials(7), tty_io.c); the leader, an interactive shell, sends it to its jobs.
 */
export function hangUpOf(process: Process, processes: readonly Process[]): HangUp {
  if (process.terminal !== null && isEndedByBash(process, processes))
    return {
      survives: false,
      kind: 'job',
      why: `it is stopped, and when bash on ${process.terminal} ends, it ends its stopped jobs (SIGTERM), under nohup too${process.job ? '' : ' (unless it was disowned)'}`,
    };
  if (process.ignored.includes('HUP'))
    return { survives: true, kind: 'nohup', why: 'it ignores SIGHUP, as under nohup' };
  if (process.terminal === null) return { survives: true, kind: 'detached', why: 'it has no terminal' };
  // docker run -t: the engine holds the other end, and nobody logs out of it but from a shell that was run there.
  if (process.session === 1 && !processes.some(each => each.pid === 1 && isPrompt(each)))
    return { survives: true, kind: 'detached', why: `${process.terminal} is the container's own` };
  const sent = signalled(process, processes);
  if (sent.survives !== false || !(seesToIt(process) || blocksIt(process))) return sent;
  return handled(process, processes, sent);
}

const seesToIt = ({ caught }: Process): boolean => caught.includes('HUP');

/** One that is blocked waits for whoever asks for it (sigwait(3), signalfd(2)); script(1) never does. */
const blocksIt = ({ blocked }: Process): boolean => blocked.includes('HUP');

/** It gets the signal and has a handler, or blocks it: that reloads, or ends it in order, by what the program is. */
function handled(process: Process, processes: readonly Process[], sent: HangUp): HangUp {
  const { kind } = sent;
  const { does, name } = onHangUp(process, processes);
  if (does === 'ends') return { survives: false, kind, why: `${sent.why}, and ${name} ends on SIGHUP` };
  if (does) return { survives: true, kind, why: `${name} handles SIGHUP: it ${does} and lives on` };
  return {
    survives: null,
    kind,
    why: `${sent.why}; ${name} ${seesToIt(process) ? 'has a handler for SIGHUP, which' : 'blocks SIGHUP, and what it makes of that'} may end it or not`,
  };
}

/**
 * Whether a SIGHUP reaches it. A terminal that a program made inside another one (sudo's use_pty, script(1), expect)
 * hangs up when that program ends, and stays with it.
 */
function signalled(process: Process, processes: readonly Process[]): HangUp {
  const maker = makerOfTerminal(process, processes);
  if (!maker) return signalledInSession(process, processes);
  const outer = outerOf(maker, processes);
  const why = `its terminal is made by ${maker.name}: ${outer.why}`;
  // sudo passes on what it is sent to the group of its command; else what matters is the session inside.
  const isCommand = processes.some(
    each => each.processGroup === process.processGroup && each.parent === process.session,
  );
  if (outer.survives || (maker.name === 'sudo' && isCommand)) return { ...outer, why };
  const inner = signalledInSession(process, processes);
  return inner.survives === false && outer.survives === null ? { ...inner, survives: null, why } : inner;
}

function outerOf(maker: Process, processes: readonly Process[]): HangUp {
  if (maker.ignored.includes('HUP'))
    return { survives: true, kind: 'nohup', why: 'it ignores SIGHUP, as under nohup' };
  const sent = signalled(maker, processes);
  return sent.survives === false && blocksIt(maker)
    ? { ...sent, survives: null, why: `${sent.why}, and that blocks it` }
    : sent;
}

/** The program on another terminal that made the one of this process: the parent of its session's leader. */
function makerOfTerminal(process: Process, processes: readonly Process[]): Process | undefined {
  const leader = processes.find(each => each.pid === process.session);
  const maker = leader && processes.find(each => each.pid === leader.parent);
  return maker?.terminal && maker.session !== process.session && maker.terminal !== process.terminal
    ? maker
    : undefined;
}

/** Whether a SIGHUP reaches it, by its place in the session. */
function signalledInSession(process: Process, processes: readonly Process[]): HangUp {
  const terminal = process.terminal ?? 'its terminal';
  if (process.session === process.pid)
    return { survives: false, kind: 'terminal', why: `it leads the session of ${terminal}` };
  if (process.processGroup === process.foregroundGroup)
    return { survives: false, kind: 'terminal', why: `it runs in the foreground of ${terminal}` };
  if (starterOfStopped(process, processes))
    return {
      survives: false,
      kind: 'job',
      why: `it is stopped, and what is stopped when its shell on ${terminal} ends is sent SIGHUP by the kernel`,
    };
  if (process.job === 'spared')
    return {
      survives: true,
      kind: 'disowned',
      why: 'its shell was told to spare it (disown -h, or setopt nohup in zsh)',
    };
  if (process.job === 'absent')
    return {
      survives: true,
      kind: 'disowned',
      why: 'its shell does not know it as a job (any more), so it sends it no SIGHUP',
    };
  return asJob(process, processes, terminal);
}

/**
 * Who can continue a stopped process, in its session and outside its group; undefined where it is not stopped, or nobody can.
 * When that one goes, the group is orphaned, and sent SIGHUP and SIGCONT (kill_orphaned_pgrp() in kernel/exit.c). A group
 * that is orphaned already is not.
 */
function starterOfStopped(process: Process, processes: readonly Process[]): Process | undefined {
  if (process.state !== 'T') return undefined;
  const above = lineage(process, processes).find(each => each.processGroup !== process.processGroup);
  return above?.session === process.session ? above : undefined;
}

/** The nearest shell above a process, in its session; of one that has lost its parent, the one at its terminal's prompt. */
function shellOf(process: Process, processes: readonly Process[]): Process | undefined {
  const isShell = (each: Process): boolean =>
    each.session === process.session && shells.test(each.name) && each.processGroup !== process.processGroup;
  return (
    lineage(process, processes).slice(1).find(isShell) ??
    processes.find(each => process.job === 'listed' && each.pid === process.foregroundGroup && isShell(each))
  );
}

/**
 * It is stopped as a job of a bash that ends with its terminal: bash sends SIGTERM to all that are, those that ignore SIGHUP
 * and those of disown -h among them (terminate_stopped_jobs() in its jobs.c).
 */
function isEndedByBash(process: Process, processes: readonly Process[]): boolean {
  const bash = starterOfStopped(process, processes);
  return (
    bash?.name === 'bash' &&
    [0, process.uid].includes(bash.uid) &&
    process.job !== 'absent' &&
    !process.ignored.includes('TERM') &&
    signalled(bash, processes).survives === false
  );
}

/** In the background: only a shell that knows it as its job would signal it. */
function asJob(process: Process, processes: readonly Process[], terminal: string): HangUp {
  const shell = shellOf(process, processes);
  const job: HangUp = {
    survives: false,
    kind: 'job',
    why: `it is a job of ${shell?.name ?? 'the shell'} on ${terminal}, which sends SIGHUP to its jobs when the terminal closes`,
  };
  // A shell inside the session's own one reads the end of its terminal and may be gone before a signal reaches it.
  if (shell && shell.pid !== process.session && tellsJobs(shell))
    return {
      ...job,
      survives: null,
      why: `it is a job of a ${shell.name} that runs inside another shell on ${terminal}, which may or may not pass SIGHUP on`,
    };
  if (process.job === 'listed') return job;
  if (!shell)
    return {
      survives: true,
      kind: 'disowned',
      why: 'the shell that started it is no longer its parent, so nobody sends it SIGHUP',
    };
  if (tellsJobs(shell)) return { ...job, why: `${job.why} (unless it was disowned)` };
  return { survives: true, kind: 'job', why: `${shell.name} sends no SIGHUP to its background jobs` };
}
