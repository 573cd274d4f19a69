import type { LogExcerpt } from '../../facts/logs/types.js';

/** What foreman, honcho, overmind and compose set before each line: "10:00:01 web.1  | ". */
const PIPED = /^(?:\d\d:\d\d:\d\d )?([\w.-]{1,40}) *\| ?(.*)$/s;
/** What loggers set there: the level of a line, whoever's it is. */
const LEVEL = /^(?:TRACE|DEBUG|INFO|NOTICE|SUCCESS|STATUS|WARN(?:ING)?|ERROR|CRITICAL|FATAL)$/i;
/** What concurrently sets before it: the number or the name of the command. */
const BRACKETED = /^\[([\w:.-]{1,40})\] ?(.*)$/s;
/** By this line it is told from the level that loggers write there. */
const ENDED = /^\[([\w:.-]{1,40})\] .* exited with code \d+$/;

const isPiped = (line: string): boolean => {
  const name = PIPED.exec(line)?.[1];
  return name !== undefined && !LEVEL.test(name);
};

/**
 * The logs in a log that a runner of several programs writes, each line with its program's name before it: the last
 * word of one is none of another's. A log of one program is itself.
 */
export function voicesOf(log: LogExcerpt): readonly LogExcerpt[] {
  const names = new Set(log.lines.flatMap(line => ENDED.exec(line)?.[1] ?? []));
  const piped = log.lines.length > 0 && log.lines.every(line => line === '' || isPiped(line));
  if (names.size === 0 && !piped) return [log];
  const voices = new Map<string, string[]>();
  for (const line of log.lines) {
    const [, name, words = ''] = (piped ? PIPED : BRACKETED).exec(line) ?? [];
    const known = name !== undefined && (piped || names.has(name) || /^\d+$/.test(name));
    const voice = known ? name : '';
    voices.set(voice, [...(voices.get(voice) ?? []), known ? words : line]);
  }
  return [...voices.values()].map(lines => ({ ...log, lines }));
}
