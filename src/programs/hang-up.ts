import type { Process } from '../facts/processes/types.js';
import { recognised } from './identify.js';
import { invocationOf } from './invocation.js';
import { lineage } from './lineage.js';

/** What a hang-up of the terminal does to a process, and why. */
export interface HangUp {
  /** Null where it cannot be told. */
  readonly survives: boolean | null;
  readonly kind: 'nohup' | 'terminal' | 'job' | 'disowned' | 'daemon' | 'detached';
  readonly why: string;
}

/** Interactive shells that send SIGHUP to their jobs when their terminal hangs up; the others just end. */
const tellsJobs = /^(bash|zsh|fish|tcsh|csh|ksh93)$/;
const shells = /^(bash|zsh|fish|tcsh|csh|ksh|ksh93|mksh|dash|sh|ash|busybox)$/;

/**
 * What becomes of a process when its terminal hangs up. The kernel sends SIGHUP to the session's leader and to the
 * foreground process group (credentials(7), tty_io.c); the leader, an interactive shell, sends it to its jobs.
 */
export function hangUpOf(process: Process, processes: readonly Process[]): HangUp {
  if (process.ignored.includes('HUP'))
    return { survives: true, kind: 'nohup', why: 'it ignores SIGHUP, as under nohup' };
  if (process.terminal === null) return { survives: true, kind: 'detached', why: 'it has no terminal' };
  const sent = signalled(process, processes);
  if (sent.survives !== false || !process.caught.includes('HUP')) return sent;
  return handled(process, processes, sent);
}

/** It gets the signal and has a handler: that reloads, or ends it in order, by what the program is. */
function handled(process: Process, processes: readonly Process[], sent: HangUp): HangUp {
  const { kind } = sent;
  const found = recognised(process, processes);
  const does = found?.program.onHangUp ?? (invocationOf(process).language === 'java' ? 'ends' : undefined);
  const name = found?.recognition.name ?? process.name;
  if (does === 'ends') return { survives: false, kind, why: `${sent.why}, and ${name} ends on SIGHUP` };
  if (does) return { survives: true, kind, why: `${name} handles SIGHUP: it ${does} and lives on` };
  return {
    survives: null,
    kind,
    why: `${sent.why}; ${name} has a handler for SIGHUP, which may end it or not`,
  };
}

/** Whether a SIGHUP reaches it, by its place in the session. */
function signalled(process: Process, processes: readonly Process[]): HangUp {
  const terminal = process.terminal ?? 'its terminal';
  if (process.session === process.pid)
    return { survives: false, kind: 'terminal', why: `it leads the session of ${terminal}` };
  if (process.processGroup === process.foregroundGroup)
    return { survives: false, kind: 'terminal', why: `it runs in the foreground of ${terminal}` };
  if (process.job === 'spared')
    return { survives: true, kind: 'disowned', why: 'its shell was told to spare it (disown -h)' };
  if (process.job === 'absent')
    return {
      survives: true,
      kind: 'disowned',
      why: 'its shell does not know it as a job (any more), so it sends it no SIGHUP',
    };
  return asJob(process, processes, terminal);
}

/** In the background: only a shell that knows it as its job would signal it. */
function asJob(process: Process, processes: readonly Process[], terminal: string): HangUp {
  const shell = lineage(process, processes)
    .slice(1)
    .find(
      each =>
        each.session === process.session &&
        shells.test(each.name) &&
        each.processGroup !== process.processGroup,
    );
  const job: HangUp = {
    survives: false,
    kind: 'job',
    why: `it is a job of ${shell?.name ?? 'the shell'} on ${terminal}, which sends SIGHUP to its jobs when the terminal closes`,
  };
  // A shell inside the session's own one reads the end of its terminal and may be gone before a signal reaches it.
  if (shell && shell.pid !== process.session && tellsJobs.test(shell.name))
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
  if (tellsJobs.test(shell.name)) return { ...job, why: `${job.why} (unless it was disowned)` };
  return { survives: true, kind: 'job', why: `${shell.name} sends no SIGHUP to its background jobs` };
}
