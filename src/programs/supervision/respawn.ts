import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { isNoJob } from '../../facts/processes/shell-loops.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, startedIn } from '../door.js';
import { invocationOf, type Language } from '../invocation.js';
import { startedThrough } from '../lineage.js';
import { runsInLoop } from '../sources/loops.js';
import { isForever } from './forever.js';

/** Whoever starts a server again as soon as it ends. */
export interface Respawner {
  readonly process: Process;
  /** The script that says so; null for what was typed. */
  readonly script: string | null;
}

/** Programs that run a command over and over, or keep what they run alive: xargs(1), watch(1), Circus, Server::Starter … */
const repeaters =
  /^(xargs|parallel|watch|start_server|daemon|respawn|circusd|god|bluepill|immortal|einhorn)$/;

/** What may stand between a server and what starts it again: those above it that wait for it. */
const above = (process: Process, processes: readonly Process[]): readonly Process[] =>
  startedThrough(process, processes)
    .slice(1)
    .filter(({ pid }) => pid > 1);

/** The scripts of other languages than the shell's above a process, which may start it in a loop. */
export const keeperScripts = (process: Process, processes: readonly Process[]): readonly string[] =>
  above(process, processes).flatMap(each => scriptOf(each) ?? []);

function scriptOf(process: Process): string | undefined {
  const { language, script } = invocationOf(process);
  if (!script || script.startsWith('-') || language === null || language === 'java') return undefined;
  return absolutePath(script, startedIn(process));
}

/** Who starts a server again when it is ended: a loop of a shell or of a script, as far as their texts were read. */
export function respawnerOf(
  process: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
): Respawner | undefined {
  const line = above(process, processes);
  for (const [at, each] of line.entries()) {
    const { language, head, name } = invocationOf(each);
    const path = scriptOf(each);
    const text = path === undefined ? inlineOf(head) : files.find(file => file.path === path)?.text;
    const again =
      repeaters.test(name) ||
      isForever(each) ||
      (text === undefined
        ? each.loops === true && isNoJob(process, each)
        : language !== null && startsAgain(text, language, process, line.slice(0, at)));
    if (again) return { process: each, script: path ?? null };
  }
  return undefined;
}

/** Whether a script of another language than the shell's starts programs again and again itself. */
export function keepsStarting(process: Process, files: readonly ConfigurationFile[]): boolean {
  const { language } = invocationOf(process);
  const path = language === 'shell' ? undefined : scriptOf(process);
  const text = files.find(file => file.path === path)?.text;
  // A socket that is closed is heard of in the same words as a child that has ended.
  if (
    text === undefined ||
    (language === 'node' && !/\b(?:child_process|cluster|execa|respawn)\b/.test(text))
  )
    return false;
  return language !== null && startsAgain(text, language, process, []);
}

/** The program text of `sh -c TEXT`, `python3 -c TEXT`, `perl -e TEXT`. */
const inlineOf = (head: readonly string[]): string | undefined =>
  /^-\w*[cer]$/.test(head.at(-2) ?? '') ? head.at(-1) : undefined;

const startsAgain = (
  text: string,
  language: Language,
  process: Process,
  between: readonly Process[],
): boolean =>
  language === 'shell'
    ? runsInLoop(text, process, between)
    : language === 'node'
      ? heedsTheEnd(text)
      : loopsAround(text, language);

/** A handler of a child's end, and not of its own, that starts something, and does not end with the child as a wrapper would. */
function heedsTheEnd(text: string): boolean {
  const handlers = [...text.matchAll(/(?<!\bprocess)\.(?:on|once)\(\s*["'`](?:exit|close)["'`]\s*,/g)];
  return handlers.some(({ 0: head, index }) => {
    const body = restOfCall(text.slice(index + head.length, index + 400));
    return (
      !/\bprocess\.(?:exit|kill)\b|\bexitCode\b/.test(body) &&
      /^\s*[\w$.]+\s*$|\b(?:setTimeout|spawn|fork|exec|start|restart|respawn|launch|run)\w*\b\s*[,(]/i.test(
        body,
      )
    );
  });
}

/** What stands before the parenthesis that closes a call. */
function restOfCall(text: string): string {
  let open = 1;
  const end = [...text].findIndex(char => {
    open += Number(char === '(') - Number(char === ')');
    return open === 0;
  });
  return end < 0 ? text : text.slice(0, end);
}

/** The head of a loop that goes on for as long as nobody ends it, and what starts a program, by language. */
const endless: Partial<Record<Language, readonly [loop: RegExp, starts: RegExp]>> = {
  python: [
    /^([ \t]*)while\b/gm,
    /\b(?:subprocess|Popen|check_call|os\.(?:system|spawn|fork|posix_spawn|exec)|Process\(|pexpect)/,
  ],
  perl: [/\b(?:while|until|for)\s*\(/g, /\b(?:system|exec|fork|open3?|qx)\b|`/],
  ruby: [/\b(?:loop\s*(?:do|\{)|while\b|until\b)/g, /\b(?:system|spawn|exec|fork|popen\w*)\b|`/],
  php: [/\b(?:while|for)\s*\(/g, /\b(?:exec|system|passthru|shell_exec|proc_open|popen|pcntl_fork)\s*\(/],
};

/** What a block of that length does not hold is not in the loop. */
const BLOCK = 800;

function loopsAround(text: string, language: Language): boolean {
  const [loop, starts] = endless[language] ?? [];
  if (!loop || !starts) return false;
  return [...text.matchAll(loop)].some(match => {
    const body = text.slice(match.index + match[0].length, match.index + match[0].length + BLOCK);
    return starts.test(language === 'python' ? indented(body, match[1] ?? '') : body);
  });
}

/** The lines of a block of Python: those that are indented more than its head. */
function indented(body: string, indent: string): string {
  const lines = body.split('\n');
  const end = lines.findIndex(
    (line, at) => at > 0 && line.trim() !== '' && line.length - line.trimStart().length <= indent.length,
  );
  return lines.slice(0, end < 0 ? lines.length : end).join('\n');
}
