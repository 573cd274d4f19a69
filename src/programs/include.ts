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
