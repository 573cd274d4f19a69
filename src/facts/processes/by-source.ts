import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { mentionsPort, ownLine } from './candidates.js';

/** Scripts and the directories of their processes that are looked at, and characters of each. */
const MOST = 32;
const LONGEST = 128 * 1024;

const interpreters = /^(node|nodejs|bun|deno|python[\d.]*|ruby[\d.]*|php[\d.]*|perl)$/;
const script = /\.(?:[cm]?[jt]s|py|rb|php|pl)$/;

/** A call or a variable that a server's port is written in; what a client goes to stands in URLs and connect(). */
const serving = (port: number): RegExp =>
  new RegExp(
    `\\b(?:listen\\w*|\\w*serve\\w*|bind|run\\w*|test)\\s*\\(\\s*(?:[^)\\n]{0,80}[\\s,(:=])?["']?${port}\\b` +
      `|\\bPORT\\b[^\\n]{0,24}(?:\\|\\||\\?\\?|,|=|:)\\s*["']?${port}\\b`,
    'i',
  );
const client = /connect|https?:\/\/|fetch|request|\bdb\b|database|redis|mongo|postgres|mysql|smtp/i;

/** Whether a source says that it serves the port. */
export const servesBySource = (text: string, port: number): boolean => {
  const pattern = serving(port);
  return text
    .split('\n')
    .some(
      line =>
        line.length < 400 &&
        /\d/.test(line) &&
        pattern.test(line) &&
        !client.test(line) &&
        !/^\s*(#|\/\/|\*)/.test(line),
    );
};

const shell = /^(?:ba|da|z|k|a)?sh$/;
/** Words of a start script that look for a service, or only tell of a port. */
const looking =
  /\b(?:nc|ncat|netcat|curl|wget|wait-for(?:-it)?|dockerize|pg_isready|mysqladmin|redis-cli|netcheck)\b|\/dev\/tcp\/|^\s*(?:until|while|if|elif|echo|printf|test|\[)\b/;

/** Whether a shell's script starts a server on the port: `exec gunicorn -b :8000 shop:app`, `PORT=8000 npm start`. */
export const startsByScript = (text: string, port: number): boolean =>
  text.split('\n').some(raw => {
    const line = raw.replace(/(^|\s)#.*$/s, '');
    if (line.length >= 400 || !line.includes(String(port)) || looking.test(line)) return false;
    const words = line
      .trim()
      .split(/\s+/)
      .map(word => word.replace(/["';]/g, ''));
    const at = words.findIndex(word => !/^(?:exec|nohup|setsid|env|export|sudo|\w+=\S*)$/.test(word));
    return words.includes(`PORT=${port}`) || (at >= 0 && mentionsPort(words.slice(at), port));
  });

/** The script that a shell runs, and not its own line of words. */
const shellScriptOf = ([program = '', first]: readonly string[]): string | undefined =>
  shell.test(baseName(program)) && first && !first.startsWith('-') ? first : undefined;

/** The script of a command line: what the interpreter runs, or of a watcher (nodemon app.js) what that runs. */
export function scriptOf(command: readonly string[]): string | undefined {
  if (!interpreters.test(baseName(command[0] ?? ''))) return undefined;
  const words = command.slice(1, 12).filter(word => !word.startsWith('-'));
  return words.find(word => script.test(word) && !/(^|\/)(node_modules|s?bin|site-packages)\//.test(word));
}

/** The processes whose script says that it serves the port, at most `most` of them. Unreadable ones are left out. */
export function findBySource(
  system: System,
  pids: readonly number[],
  port: number,
  most = 8,
): readonly number[] {
  const found: number[] = [];
  let looked = 0;
  const own = ownLine(system, 1);
  for (const pid of pids) {
    if (found.length >= most || looked >= MOST) break;
    try {
      const command = system.read(`/proc/${pid}/cmdline`, 4096).split('\0');
      const start = own.has(pid) ? undefined : shellScriptOf(command);
      const name = start ?? scriptOf(command);
      if (name === undefined) continue;
      looked++;
      const path = name.startsWith('/') ? `/proc/${pid}/root${name}` : `/proc/${pid}/cwd/${name}`;
      const says = start === undefined ? servesBySource : startsByScript;
      if (says(system.read(path, LONGEST), port)) found.push(pid);
    } catch {
      // Gone, or not ours to read.
    }
  }
  return found;
}
