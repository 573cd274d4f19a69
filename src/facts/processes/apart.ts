import { remembering } from '../../net/remember.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isKept } from './environment.js';
import { type Identity, identityOf } from './identity.js';
import { limitsApart } from './limits-apart.js';
import { isInner, isOfSession } from './passing.js';

/** What a process was started with that the caller's shell would not give it again: only what differs is there. */
export interface Apart {
  /** Names of variables that the caller has not or has otherwise, where their values are not kept. */
  readonly variables?: readonly string[];
  /** Names of variables that it, or what supervises it, has set for this one run, and that would mislead the next. */
  readonly passing?: readonly string[];
  /** Octal, as umask(1) takes it. */
  readonly umask?: string;
  /** Each as ulimit takes it: '-n 4096'. */
  readonly limits?: readonly string[];
  /** How much higher than the caller's (nice(1)); lower for root alone. */
  readonly nice?: number;
  /** Variables that the caller has and it has not, of those that may change what a server does. */
  readonly without?: readonly string[];
  /** Where another user than the caller runs it, and becoming that user is not enough. */
  readonly identity?: Identity;
}

/** Texts of /proc/PID, undefined where they cannot be read. */
export interface Texts {
  readonly environ: string | undefined;
  readonly status: string | undefined;
  readonly stat: string | undefined;
  readonly limits: string | undefined;
}

/** Kept, and of the caller's own place alone. */
const PLACE = /^(HOME|PATH|HOSTNAME|name|container|exec_mode|KUBERNETES_.*)$/;

/** The names among the variables of /proc/PID/environ that differ from the caller's, and of which nothing else is known. */
export function otherVariables(environ: string, caller: System['env']): readonly string[] {
  return environ.split('\0').flatMap(entry => {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    const value = entry.slice(equals + 1);
    const same = equals <= 0 || caller[name] === value;
    const own = same || isKept(name, value) || isOfSession(name) || isInner(name) || name.startsWith('pm2_');
    return own ? [] : [name];
  });
}

const first = (text: string | undefined, pattern: RegExp): string | undefined =>
  pattern.exec(text ?? '')?.[1];
const umaskOf = (status: string | undefined) => first(status, /^Umask:\s+(\d+)/m);
/** Field 19 of /proc/PID/stat, counted from behind the name. */
const niceOf = (stat: string | undefined) =>
  stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);

/** netcheck itself; its shell for the limits, because Node raises its own. */
const callerOf = remembering((system: System): Omit<Texts, 'environ'> => {
  const text = (path: string) => attempt(() => system.read(path, 8192));
  const status = text('/proc/self/status');
  const shell = first(status, /^PPid:\s+(\d+)/m);
  return { status, stat: text('/proc/self/stat'), limits: text(`/proc/${shell}/limits`) };
});

/** Nobody but root becomes somebody else. Where limits are set, runuser would set them back (pam_limits(8)). */
function identityApart(
  system: System,
  status: string | undefined,
  limited: boolean,
): Pick<Apart, 'identity'> {
  const uid = Number(first(status, /^Uid:\s+\d+\s+(\d+)/m) ?? 0);
  if (system.uid !== 0 || uid === 0 || !status) return {};
  const { usual, ...identity } = identityOf(system, status);
  return usual && !limited ? {} : { identity };
}

/**
 * A program that has written its title over its environment (setproctitle(3)) shows pieces of both, and NULs: none of
 * its variables is to be told, nor handed on.
 */
const isWrittenOver = (environ: string): boolean => /\0\0|^\0/.test(environ);

function withoutThem(environ: string, caller: System['env']): Pick<Apart, 'without'> {
  if (!/(^|\0)PATH=/.test(environ)) return {};
  const given = new Set(environ.split('\0').map(entry => entry.slice(0, Math.max(0, entry.indexOf('=')))));
  const without = Object.keys(caller).filter(
    name =>
      !given.has(name) &&
      isKept(name, caller[name] ?? '') &&
      !isOfSession(name) &&
      !isInner(name) &&
      !PLACE.test(name),
  );
  return without.length > 0 ? { without } : {};
}

/** How a process differs from what the caller's shell starts; undefined where it does not, or cannot be seen. */
export function apartOf(system: System, own: Texts): Apart | undefined {
  if (!own.environ) return undefined;
  const environ = isWrittenOver(own.environ) ? '' : own.environ;
  const caller = callerOf(system);
  const variables = otherVariables(environ, system.env);
  const passing = environ
    .split('\0')
    .map(entry => entry.slice(0, Math.max(0, entry.indexOf('='))))
    .filter(isInner);
  const umask = umaskOf(own.status);
  const limits = limitsApart(own.limits, caller.limits, system.uid === 0);
  const nice = (niceOf(own.stat) ?? 0) - (niceOf(caller.stat) ?? 0);
  const apart: Apart = {
    ...(variables.length > 0 && { variables }),
    ...(variables.length > 0 && passing.length > 0 && { passing }),
    ...(umask !== undefined && caller.status && umask !== umaskOf(caller.status) && { umask }),
    ...(limits.length > 0 && { limits }),
    ...((nice > 0 || (nice < 0 && system.uid === 0)) && { nice }),
    ...identityApart(system, own.status, limits.length > 0),
    ...withoutThem(environ, system.env),
  };
  return Object.keys(apart).length > 0 ? apart : undefined;
}
