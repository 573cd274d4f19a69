import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { writtenBy } from '../logs/line-date.js';
import type { Passing } from './types.js';

/** error_log of nginx, ErrorLog of Apache: absolute paths, and where packages put them. */
export function logPaths(configuration: readonly ConfigurationFile[], proxy: string): readonly string[] {
  const named = configuration.flatMap(({ text }) =>
    [...text.matchAll(/(?:^|[;{])[ \t]*(?:error_log|ErrorLog)\s+"?(\/[^\s;"]+)/gm)].map(match => match[1]!),
  );
  return [
    ...named,
    ...(/nginx/i.test(proxy) ? ['/var/log/nginx/error.log'] : ['/var/log/apache2/error.log']),
  ];
}

/** What proxies write when an upstream fails them. */
const aboutUpstream =
  /upstream|no resolver defined|could not be resolved|AH0(0957|1102|1114|1079|1071|1097|0898|0906)|proxy:error/;

/** A line that is older tells nothing of an answer that was given just now, milliseconds. */
const STALE = 3_600_000;

/** The last line about an upstream in the first of these logs that has a fresh one; `root` is that of the proxy's processes. */
export function lastWords(system: System, paths: readonly string[], root: string): Passing['logged'] {
  for (const path of new Set(paths)) {
    try {
      const line = system
        .read(root + path, -8192)
        .split('\n')
        .findLast(each => aboutUpstream.test(each));
      if (line && (writtenBy(line) ?? Infinity) > system.now() - STALE)
        return { path, line: line.slice(0, 500) };
    } catch {
      // A log that cannot be read says nothing.
    }
  }
  return null;
}
