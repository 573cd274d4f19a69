import type { System } from '../../system/system.js';
import { listPids } from '../sockets/kin.js';
import { textOf } from '../text-of.js';
import type { Exhausted } from './types.js';

const MASTER = /^php-fpm: master process \((.+?)\)/;
const TAIL = 16 * 1024;

/** PHP-FPM's words for having no child left; it says so once, until one is idle again. */
const WARNING = /server reached (?:pm\.)?max_children setting \((\d+)\)/;
/** The beginning of a run in the same log. */
const START = /NOTICE: fpm is running/;

/** The error log of each PHP-FPM that runs, by error_log of its main file (php.net, "Global php-fpm.conf directives"). */
const logPaths = (system: System): readonly string[] =>
  listPids(system)
    .filter(pid => textOf(system, `/proc/${pid}/comm`, 64).startsWith('php-fpm'))
    .flatMap(pid => MASTER.exec(textOf(system, `/proc/${pid}/cmdline`, 1024))?.[1] ?? [])
    .flatMap(file => /^[ \t]*error_log\s*=\s*(\/\S+)/m.exec(textOf(system, file, 64 * 1024))?.[1] ?? []);

/** The warning of a PHP-FPM that all its children are taken, since it was started; undefined where none says so. */
export function exhaustedFpm(system: System): Exhausted | undefined {
  for (const path of logPaths(system)) {
    const lines = textOf(system, path, -TAIL).split('\n');
    const run = lines.slice(lines.findLastIndex(line => START.test(line)) + 1);
    const line = run.findLast(each => WARNING.test(each));
    if (line) return { path, line: line.slice(0, 300), most: Number(WARNING.exec(line)?.[1]) };
  }
  return undefined;
}
