import type { System } from '../../system/system.js';
import { type Fact, known } from '../fact.js';
import { withoutColours } from '../without-colours.js';
import type { Keeper, LogExcerpt } from './types.js';

const tail = 64 * 1024;
const most = 8;
/** Characters of a line that are kept: what it is about is said first. */
const longest = 4096;

/** A log that may tell why a server is not there, and why it was thought of. */
export interface LogPlace {
  readonly path: string;
  readonly because: LogExcerpt['because'];
  readonly pid: number | null;
  readonly supervisor?: Keeper;
  /** Only the lines that fit it tell of the server: the log is of others too. */
  readonly about?: RegExp;
}

/** Folders of a server's directory in which frameworks keep its logs: Rails and Puma in log, Node and Java ones in logs. */
const FOLDERS = ['', '/log', '/logs'];

/**
 * nohup.out and *.log in a directory and its folders for logs, the newest first; none of the root directory, where
 * nothing is a server's own.
 */
export function logsIn(
  system: System,
  directory: string,
  because: LogExcerpt['because'],
): readonly LogPlace[] {
  if (directory === '/') return [];
  return FOLDERS.flatMap(folder => namesIn(system, `${directory}${folder}`))
    .map(path => ({ path, at: modifiedAt(system, path) }))
    .sort((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ path }) => ({ path, because, pid: null }));
}

function namesIn(system: System, directory: string): readonly string[] {
  try {
    return system
      .list(directory)
      .filter(name => name === 'nohup.out' || /\.(log|err|out)$/.test(name))
      .map(name => `${directory}/${name}`);
  } catch {
    return [];
  }
}

function modifiedAt(system: System, path: string): number {
  try {
    return system.status(path).modifiedAt;
  } catch {
    return 0;
  }
}

/** The ends of these logs, behind what was read already (`before`); those that are no files, are empty or cannot be read are left out. */
export function readLogs(
  system: System,
  places: readonly LogPlace[],
  before: readonly LogExcerpt[] = [],
): Fact<readonly LogExcerpt[]> {
  const seen = new Set(before.map(({ path }) => path));
  const excerpts = places.flatMap(({ about, ...place }) => {
    if (seen.has(place.path)) return [];
    seen.add(place.path);
    try {
      const status = system.status(place.path);
      if (status.kind !== 'file' || status.size === 0) return [];
      const lines = withoutColours(system.read(place.path, -tail)).split('\n');
      if (status.size > tail) lines.shift();
      return [
        {
          ...place,
          modifiedAt: status.modifiedAt,
          ...(system.uid > 0 && status.uid !== system.uid && { foreign: true as const }),
          lines: lines
            .filter(line => line.trim() !== '' && (about?.test(line) ?? true))
            .map(line => line.slice(0, longest)),
        },
      ];
    } catch {
      return [];
    }
  });
  return known([...before, ...excerpts], 'log files');
}
