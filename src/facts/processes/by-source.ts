import { baseName } from '../../programs/invocation.js';
import { loopsIn } from '../../programs/sources/loops.js';
import { recipesOf } from '../../programs/sources/makefile.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';
import { afterWaits } from './after-waits.js';
import { mentionsPort, ownLine } from './candidates.js';
import { servesBySource } from './serves-by-source.js';
import { commandsIn } from './shell-commands.js';
import { usualPortOf } from './usual-port.js';

/** Scripts and the directories of their processes that are looked at, of those that serve the port, and characters of each. */
const MOST = 32;
const MOST_SERVING = 8;
export const LONGEST = 128 * 1024;

const interpreters = /^(node|nodejs|bun|deno|python[\d.]*|ruby[\d.]*|php[\d.]*|perl)$/;
const script = /\.(?:[cm]?[jt]s|py|rb|php|pl)$/;
/** What express-generator makes a project start by. */
const express = /^(?:\.\/)?bin\/www$/;
/** Where packages keep their programs. */
const packaged = /(?:^|\/)(?:node_modules|s?bin|site-packages)\//;

const shell = /^(?:ba|da|z|k|a)?sh$/;
/** Commands of a start script that look for a service, or only tell of a port. */
const looking =
  /\b(?:nc|ncat|netcat|curl|wget|wait-for(?:-it)?|dockerize|pg_isready|mysqladmin|redis-cli|netcheck|ss|lsof|netstat|fuser|grep)\b|\/dev\/tcp\/|^(?:if|elif|echo|printf|test|\[)(?:\s|$)/;
/** Commands whose numbers are of other things than ports: `ulimit -n 8000`, `exit 80`. */
const counting =
  /^(?:break|chmod|chown|continue|cut|dd|exit|groupadd|head|let|read|return|seq|shift|sysctl|trap|truncate|ulimit|umask|useradd|usermod|wait)\s/;
/** What stands between the commands of a line, and before the one that a loop repeats (`until python3 app.py 8000; do`). */
const between = /[;&|]|\b(?:do|then|else)\b/;
const repeats = /^\s*(?:while|until)\b(?:\s+!)?/;
/** What a loop waits for, by the names that people give to such scripts: `until python3 wait_for_db.py db 5432; do`. */
const waiting = /(?:^|[\s/_-])(?:wait(?!ress)|check|ping|ready|health|probe)/;

/** Whether a shell's script starts a server on the port: `exec gunicorn -b :8000 shop:app`, `PORT=8000 npm start`. */
export const startsByScript = (text: string, port: number): boolean =>
  text.split('\n').some(raw => {
    const line = raw.replace(/(^|\s)#.*$/s, '');
    if (line.length >= 400 || !line.includes(String(port))) return false;
    return line.split(between).some(words => {
      const command = words.replace(repeats, '');
      const isWait = command !== words && waiting.test(command);
      return !isWait && startsServer(command.trim(), port);
    });
  });

function startsServer(command: string, port: number): boolean {
  if (!command.includes(String(port)) || looking.test(command) || counting.test(command)) return false;
  const words = command.split(/\s+/).map(word => word.replace(/["']/g, ''));
  const at = words.findIndex(
    word => !/^(?:exec|nohup|setsid|env|export|sudo|timeout|\d+[smhd]?|\w+=\S*)$/.test(word),
  );
  return words.includes(`PORT=${port}`) || (at >= 0 && mentionsPort(words.slice(at), port));
}

/** The line of `sh -c` from a loop in it on, which starts what it names again and again, or waits for what stands behind it. */
function loopOf([program = '', option = '', text = '']: readonly string[]): string | undefined {
  if (!shell.test(baseName(program)) || !/^-\w*c$/.test(option)) return undefined;
  const loops = loopsIn(text);
  // They are without the comments of the line.
  const at = text.indexOf(loops[0] ?? '');
  return loops[0] && (at < 0 ? loops.join('\n') : text.slice(at));
}

const isMake = ([program = '']: readonly string[]): boolean => baseName(program) === 'make';

/** The script that a shell runs, and not its own line of words; make runs the lines of its Makefile. */
const shellScriptOf = (command: readonly string[]): string | undefined => {
  const [program = '', first, second] = command;
  if (isMake(command)) return first === '-f' ? second : 'Makefile';
  return shell.test(baseName(program)) && first && !first.startsWith('-') ? first : undefined;
};

/** The script of a command line: what the interpreter runs, or of a watcher (nodemon app.js) what that runs. */
export function scriptOf(command: readonly string[]): string | undefined {
  if (!interpreters.test(baseName(command[0] ?? ''))) return undefined;
  const words = command.slice(1, 12).filter(word => !word.startsWith('-'));
  return words.find(word => (script.test(word) && !packaged.test(word)) || express.test(word));
}

/**
 * Whether a program is somebody's own and has no source that can be read: a compiled one, or `node .`. What a package
 * brought may only pass on what another says: tail -f, docker logs -f, pino-pretty.
 */
export function isOwnWithoutSource(command: readonly string[], executable: string): boolean {
  if (scriptOf(command) !== undefined) return false;
  const [program = '', ...words] = command;
  return !(interpreters.test(baseName(program)) ? words : [executable]).some(each => packaged.test(each));
}

/** An argument vector; of one that a title has replaced, as PM2 sets it ("node /srv/app.js"), the words in it. */
export function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\0+$/, '').split('\0');
  return words.length === 1 ? words[0]!.split(' ') : words;
}

/**
 * The last command of `sh -c "npm run build && node server.js"`, which the shell has still to come to: it would have made
 * way for the only one, or wait for it.
 */
function comingOf([program = '', option = '', text = '']: readonly string[]): string | undefined {
  if (!shell.test(baseName(program)) || !/^-\w*c$/.test(option) || !/&&|;/.test(text)) return undefined;
  return text.split(/&&|;/).at(-1);
}

/** It says more than a source does. */
const portVariable = /\b(?:(?:FLASK_RUN|UVICORN|SERVER|APP|HTTP|WEB|LISTEN)_)?PORT=/;

/** The script that the last command of npm's own script runs, which its title names: `npm start`, `npm run dev`. */
function scriptOfNpm(
  system: System,
  pid: number,
  [program, verb = '', name = '']: readonly string[],
): string | undefined {
  if (program !== 'npm' || !/^(?:start|run|run-script)$/.test(verb)) return undefined;
  const { scripts } = JSON.parse(system.read(`/proc/${pid}/cwd/package.json`, LONGEST)) as {
    readonly scripts?: Readonly<Record<string, unknown>>;
  };
  const text = scripts?.[verb === 'start' ? verb : name];
  if (typeof text !== 'string' || portVariable.test(text)) return undefined;
  // Behind it may stand what reads its output, or `|| true`.
  return commandsIn(text)
    .flatMap(words => scriptOf(words) ?? [])
    .at(-1);
}

/**
 * A process's words that may tell what it serves: its script, or a loop of its own line. `ours`: the first process of all,
 * under which netcheck runs: a shell is the script that asks there, an interpreter may be a container's server.
 */
function toldBy(command: readonly string[], ours: boolean): { path?: string; loop?: string } | undefined {
  const loop = ours ? undefined : (loopOf(command) ?? comingOf(command));
  if (loop !== undefined) return { loop };
  const path = (ours ? undefined : shellScriptOf(command)) ?? scriptOf(command);
  return path === undefined ? undefined : { path };
}

/** Where a process's own path is to be found from here. */
export const placeOf = (pid: number, path: string): string =>
  path.startsWith('/') ? `/proc/${pid}/root${path}` : `/proc/${pid}/cwd/${path}`;

/** Whether a process's script, or loop, says that it serves the port. Throws where the script cannot be read. */
function saysSo(
  system: System,
  pid: number,
  { command, path = '', loop }: { command: readonly string[]; path?: string; loop?: string },
  port: number,
): boolean {
  const text = loop ?? system.read(placeOf(pid, path), LONGEST);
  if (loop === undefined && shellScriptOf(command) !== path) {
    if (!readsPort.test(text)) return servesBySource(text, port);
    // Whoever was told this very port by a variable was found before; another one counts more than what follows.
    if (/(?:^|\0)PORT=/.test(textOf(system, `/proc/${pid}/environ`, LONGEST))) return false;
    return servesBySource(text, port) || (takesClients.test(text) && setInDotenv(system, pid, path, port));
  }
  const ran = isMake(command) ? recipesOf(text, command.slice(1)) : withArguments(text, command);
  return startsByScript(ran, port) || (!portVariable.test(ran) && comesTo(system, pid, ran, port));
}

/** A script with the command in it that it was given to run when it is ready, as entrypoints are: `exec "$@"`. */
const withArguments = (text: string, command: readonly string[]): string =>
  text.replace(/"?\$[@*]"?/g, () => command.slice(2).join(' '));

/** process.env.PORT, os.environ.get("PORT"), ENV.fetch('PORT'), const { PORT } = process.env, config('PORT'). */
const readsPort = /(?:env|ENV|config)[^\n]{0,20}\bPORT\b|\bPORT\b[^\n]{0,40}\benv\b/;
/** Who only asks the server has its port from the same file. */
const takesClients = /\b(?:listen|serve\w*|bind)\s*\(|\b(?:app|server|uvicorn|web)\.run/;

/** Whether the file of variables that a program reads, or was meant to, which does not name its port itself, sets it. */
export const setInDotenv = (system: System, pid: number, script: string, port: number): boolean =>
  ['.env', script.replace(/[^/]*$/, '.env')].some(path =>
    new RegExp(`^[ \\t]*(?:export[ \\t]+)?PORT[ \\t]*=[ \\t]*["']?${port}\\b`, 'm').test(
      attempt(() => system.read(placeOf(pid, path), LONGEST)) ?? '',
    ),
  );

/** Whether a shell's text runs what serves the port by custom, or by its own source. */
const comesTo = (system: System, pid: number, text: string, port: number): boolean =>
  commandsIn(text)
    .slice(-MOST)
    .some(words => {
      if (usualPortOf(words) === port) return true;
      const at = words.findIndex(word => interpreters.test(baseName(word)));
      const source = attempt(() => {
        const path = scriptOf(words.slice(Math.max(at, 0))) ?? scriptOfNpm(system, pid, words);
        return path && system.read(placeOf(pid, path), LONGEST);
      });
      return source !== undefined && servesBySource(source, port);
    });

/** The processes whose script, or loop, says that it serves the port, a few of them at most. Unreadable ones are left out. */
export function findBySource(system: System, pids: readonly number[], port: number): readonly number[] {
  const found: number[] = [];
  let looked = 0;
  const own = ownLine(system, 1);
  for (const pid of pids.filter(each => each === 1 || !own.has(each))) {
    if (found.length >= MOST_SERVING || looked >= MOST) break;
    try {
      const words = wordsOf(system.read(`/proc/${pid}/cmdline`, 4096));
      const coming = afterWaits(words);
      const command = coming.length > 0 ? coming : words;
      const byNpm = own.has(pid) ? undefined : scriptOfNpm(system, pid, command);
      const told = byNpm === undefined ? toldBy(command, own.has(pid)) : { path: byNpm };
      if (told === undefined) continue;
      looked++;
      if (saysSo(system, pid, { command, ...told }, port)) found.push(pid);
    } catch {
      // Gone, or not ours to read.
    }
  }
  return found;
}
