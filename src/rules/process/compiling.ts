import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { recognised } from '../../programs/identify.js';
import { startedThrough } from '../../programs/lineage.js';
import { quoted } from '../../programs/shell.js';
import { ownLogs } from '../http/log-words.js';
import { logSays } from '../log-line.js';
import type { Finding } from '../rule.js';

/** webpack's middleware, Next.js, and what is built on them, of what a request waits for, and of its end. */
const begins =
  /\bwait until bundle finished\b|^\s*(?:[○◐◌]|wait +-)\s*[Cc]ompiling\b|^i?\s*｢wdm｣: wait until/;
const ends = /\b[Cc]ompiled\b|\b[Ff]ailed to compile\b|^\s*(?:⨯|(?:GET|POST|HEAD) \/)/;

/** No page takes longer: who wrote nothing since does not compile any more, milliseconds. */
const RECENT = 5 * 60 * 1000;

/** Development servers that build a page when it is first asked for, and keep its client waiting. */
const builders: ReadonlySet<string> = new Set([
  'angular',
  'next',
  'nuxt',
  'react-scripts',
  'vue-cli',
  'webpack-dev-server',
]);

/** It, or who started it, was told to be one: `next start` serves what is built. */
const isForDevelopment = (server: Process, processes: readonly Process[]): boolean =>
  startedThrough(server, processes).some(({ command }) => command.some(word => /^(?:dev|serve)$/.test(word)));

const byLog = (logs: readonly LogExcerpt[], now: number) =>
  logs
    .filter(({ modifiedAt }) => now - modifiedAt < RECENT)
    .flatMap(({ lines, path }) => {
      const at = lines.findLastIndex(line => begins.test(line));
      const line = lines[at];
      return line !== undefined && at > lines.findLastIndex(each => ends.test(each)) ? [{ line, path }] : [];
    })[0];

const wait = (title: string, text: string): Fix => ({ title, text, needsRoot: false });

/** The finding of a server that keeps its clients waiting, where it does so because it compiles, or may. */
export function whileCompiling(
  found: Finding,
  server: Process,
  processes: readonly Process[],
  { logs, now }: { readonly logs: readonly LogExcerpt[]; readonly now: number },
): Finding {
  const word = byLog(ownLogs(logs, [server]), now);
  if (word)
    return {
      ...found,
      headline: 'the server still compiles',
      summary: `${found.summary.replace(/\.$/, '')}; by its log it still compiles what was asked for.`,
      says: 'still compiling',
      evidence: [logSays(word.line, word.path), ...found.evidence],
      fixes: [wait('Wait until it has compiled, then ask again', `  tail ${quoted(word.path)}`)],
    };
  const { program } = recognised(server, processes) ?? {};
  return program && builders.has(program.id) && isForDevelopment(server, processes)
    ? {
        ...found,
        fixes: [
          wait(
            'Ask again in a minute: it may compile what was asked for',
            `${program.title} builds a page when it is first asked for; its output says when that is done.`,
          ),
          ...found.fixes,
        ],
      }
    : found;
}
