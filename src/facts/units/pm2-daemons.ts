import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';
import { listPids } from '../sockets/kin.js';
import { textOf } from '../text-of.js';

/** A PM2 daemon: its home and its pid. */
export interface Daemon {
  readonly home: string;
  readonly pid: number;
}

/** A title has no more room than its command line had, and may break off in the home. */
const TITLE = /^PM2 v\d\S*: God Daemon(?: \((.+)\)$)?/;

/** Where daemons are looked for beside the given processes: nowhere, in the homes that are usual, among all processes. */
export type Search = 'nowhere' | 'usual' | 'everywhere';

/** Daemons by the title of a process, by the pid files of the usual homes, and by the names of all processes. */
export function daemonsOf(system: System, processes: readonly Process[], search: Search): readonly Daemon[] {
  const found = new Map<string, number>();
  const add = (title: string, pid: number) => {
    const titled = TITLE.exec(title.trim());
    const home = titled && (titled[1] ?? homeOf(system, pid));
    if (home) found.set(home, pid);
  };
  for (const process of processes) {
    add(process.command[0] ?? '', process.pid);
    const home = staysInFront(process) ? homeOf(system, process.pid) : undefined;
    if (home) found.set(home, process.pid);
  }
  for (const home of search === 'nowhere' ? [] : usualHomes(system)) {
    const pid = Number(textOf(system, `${home}/pm2.pid`));
    if (pid > 0 && /^PM2 v/.test(textOf(system, `/proc/${pid}/cmdline`))) found.set(home, pid);
  }
  for (const pid of search === 'everywhere' ? listPids(system) : [])
    if (commandName(system, pid).startsWith('PM2 v'))
      add(textOf(system, `/proc/${pid}/cmdline`).replaceAll('\0', ' '), pid);
  return [...found].map(([home, pid]) => ({ home, pid }));
}

/** `pm2-runtime app.js` is the daemon itself, by its own name (pm2.keymetrics.io, "Docker Integration"). */
function staysInFront({ command }: Process): boolean {
  const names = command.slice(0, 3).map(baseName);
  return (
    names.some(name => /^pm2-(?:runtime|docker|dev)$/.test(name)) ||
    (names.includes('pm2') && command.includes('--no-daemon'))
  );
}

/** The home that its environment gives to it. */
function homeOf(system: System, pid: number): string | undefined {
  const variables = textOf(system, `/proc/${pid}/environ`).split('\0');
  const value = (name: string) =>
    variables.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
  const home = value('HOME');
  return value('PM2_HOME') ?? (home && `${home}/.pm2`);
}

function usualHomes(system: System): readonly string[] {
  const { HOME, PM2_HOME } = system.env;
  let people: string[] = [];
  try {
    if (system.uid === 0)
      people = system
        .list('/home')
        .slice(0, 64)
        .map(name => `/home/${name}/.pm2`);
  } catch {
    people = [];
  }
  return [...new Set([PM2_HOME, HOME && `${HOME}/.pm2`, '/root/.pm2', ...people])].filter(
    (home): home is string => Boolean(home),
  );
}
