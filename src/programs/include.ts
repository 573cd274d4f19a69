import type { ConfigurationFile } from '../facts/configuration/types.js';
import { fileAt } from './door.js';
import { glob } from './glob.js';
import type { FileDoor } from './program.js';

const MOST = 200;

/** The files that a pattern with *, ? and [] in its last part or in a folder's place stands for, in the order of names. */
export function expandPattern(door: FileDoor, pattern: string): readonly string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  let paths = [''];
  for (const part of pattern.split('/').filter(Boolean)) {
    if (!/[*?[]/.test(part)) {
      paths = paths.map(path => `${path}/${part}`);
      continue;
    }
    const fits = glob(part);
    paths = paths.flatMap(path =>
      [...door.list(path || '/')]
        .filter(name => fits(name) && (!name.startsWith('.') || part.startsWith('.')))
        .sort()
        .map(name => `${path}/${name}`),
    );
    if (paths.length > MOST) paths = paths.slice(0, MOST);
  }
  return paths;
}

/** Files that are read at most. */
const MOST_FILES = 80;

/** A file and those that it includes, which may include more, each once; `includedBy` gives the patterns that a file names, as absolute paths. */
export function withIncluded(
  door: FileDoor,
  first: string,
  includedBy: (file: ConfigurationFile) => readonly string[],
): readonly ConfigurationFile[] {
  const files: ConfigurationFile[] = [];
  const queue = [first];
  for (let path = queue.shift(); path !== undefined && files.length < MOST_FILES; path = queue.shift()) {
    const file = files.some(each => each.path === path) ? undefined : fileAt(door, path);
    if (!file) continue;
    files.push(file);
    for (const pattern of includedBy(file)) queue.push(...expandPattern(door, pattern));
  }
  return files;
}
