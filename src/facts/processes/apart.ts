import { remembering } from '../../net/remember.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isKept } from './environment.js';

/** What a process was started with that the caller's shell would not give it again: only what differs is there. */
export interface Apart {
  /** Names of variables that the caller has not or has otherwise, where their values are not kept. */
  readonly variables?: readonly string[];
  /** Names of variables that it, or what supervises it, has set for this one run, and that would mislead the next. */
  readonly passing?: readonly string[];
  /** Octal, as umask(1) takes it. */
  readonly umask?: string;
  /** Most open files, hard and soft (ulimit -n). */
  readonly files?: number;
  /** Higher than the caller's (nice(1)). */
  readonly nice?: number;
}

/** Texts of /proc/PID, undefined where they cannot be read. */
export interface Texts {
  readonly environ: string | undefined;
  readonly status: string | undefined;
  readonly stat: string | undefined;
  readonly limits: string | undefined;
}

/** What servers hand to themselves when they start themselves anew, and supervisors to what they start. */
const INNER = new RegExp(
  '^(HAPROXY_\\w+|NGINX|GUNICORN_(PID|FD)|SERVER_SOFTWARE|WERKZEUG_\\w+|DJANGO_AUTORELOAD_ENV|FLASK_RUN_FROM_CLI|MAINPID|' +
    'LISTEN_(FDS|PID|FDNAMES)|NOTIFY_SOCKET|WATCHDOG_\\w+|UWSGI_(RELOADS|ORIGINAL_PROC_NAME)|NODE_(CHANNEL_\\w+|UNIQUE_ID))$',
);

/** They tell of a terminal, a session or a shell, and not how a server was set up. */
const PASSING = new RegExp(
  '^(_.*|PWD|OLDPWD|SHLVL|SHELL|ENV|USER|USERNAME|LOGNAME|MAIL|LINES|COLUMNS|LANG|LANGUAGE|DISPLAY|EDITOR|VISUAL|PAGER|PS\\d|' +
    'INIT_CWD|COLOR|NODE|WINDOWID|WINDOWPATH|WAYLAND_DISPLAY|XAUTHORITY|SESSION_MANAGER|INFOPATH|MANPATH|MANPAGER|MANAGERPID|' +
    'SYSTEMD_EXEC_PID|VIRTUAL_ENV_PROMPT|JOURNAL_STREAM|INVOCATION_ID|MAKEFLAGS|MAKELEVEL|MFLAGS|WORKON_HOME|PNPM_HOME|BUN_INSTALL|' +
    'CLICOLOR|NO_COLOR|FORCE_COLOR|HOSTTYPE|MACHTYPE|OSTYPE|' +
    '(LC|XDG|SSH|SUDO|TMUX|TERM|COLORTERM|LESS|LS|HIST|PROMPT|DBUS|GNOME|KDE|GTK|QT|GDK|IM|XMODIFIERS|DESKTOP|GPG|VTE|KONSOLE|' +
    'KITTY|WT|WSL|VSCODE|GIT|FZF|ZSH|BASH|CONDA|NVM|FNM|VOLTA|ASDF|MISE|SDKMAN|PYENV|RBENV|STARSHIP|DIRENV|npm|NPM|PM2|pm|SUPERVISOR|MEMORY_PRESSURE)(_.*|[A-Z]*))$',
);

/** The names among the variables of /proc/PID/environ that differ from the caller's, and of which nothing else is known. */
export function otherVariables(environ: string, caller: System['env']): readonly string[] {
  return environ.split('\0').flatMap(entry => {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    const own =
      equals <= 0 || isKept(name) || PASSING.test(name) || INNER.test(name) || name.startsWith('pm2_');
    return own || caller[name] === entry.slice(equals + 1) ? [] : [name];
  });
}

const first = (text: string | undefined, pattern: RegExp): string | undefined =>
  pattern.exec(text ?? '')?.[1];
const umaskOf = (status: string | undefined) => first(status, /^Umask:\s+(\d+)/m);
const filesOf = (limits: string | undefined) => first(limits, /^Max open files\s+\S+\s+(\d+)/m);
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

/** How a process differs from what the caller's shell starts; undefined where it does not, or cannot be seen. */
export function apartOf(system: System, own: Texts): Apart | undefined {
  if (!own.environ) return undefined;
  const caller = callerOf(system);
  const variables = otherVariables(own.environ, system.env);
  const passing = own.environ
    .split('\0')
    .map(entry => entry.slice(0, Math.max(0, entry.indexOf('='))))
    .filter(name => INNER.test(name));
  const umask = umaskOf(own.status);
  const files = Number(filesOf(own.limits));
  const ours = Number(filesOf(caller.limits));
  const nice = (niceOf(own.stat) ?? 0) - (niceOf(caller.stat) ?? 0);
  const apart: Apart = {
    ...(variables.length > 0 && { variables }),
    ...(variables.length > 0 && passing.length > 0 && { passing }),
    ...(umask !== undefined && caller.status && umask !== umaskOf(caller.status) && { umask }),
    // Nobody but root may have more than what they have.
    ...(ours > 0 && files > 0 && (files < ours || (files > ours && system.uid === 0)) && { files }),
    ...(nice > 0 && { nice }),
  };
  return Object.keys(apart).length > 0 ? apart : undefined;
}
