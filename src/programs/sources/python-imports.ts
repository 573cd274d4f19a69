import { absolutePath } from '../door.js';
import type { FileDoor } from '../program.js';

/** `import a, b.c as d`; `from ..config import (settings, other)`, where a name may be a module of that package. */
const IMPORT =
  /^[ \t]*(?:from[ \t]+(?=[.\w])(\.*)((?:\w[\w.]*)?)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n#]+)|import[ \t]+([^\n#;]+))/gm;
/** Paths that are followed of one file. */
const MOST = 64;

/** The first word of each part of a list: the modules of `import a, b as c`. */
const firstWords = (list: string): readonly string[] =>
  list.split(/[(),]/).flatMap(each => each.trim().split(/\s/, 1)[0] || []);

/** Where a module may be below a folder. */
export const moduleFiles = (module: string, folder: string): readonly string[] =>
  ['.py', '/__init__.py'].map(end => absolutePath(module.replaceAll('.', '/') + end, folder));

/**
 * Where the modules may be that a Python source imports: by dots from its own folder, else from the first of `roots` that has it.
 * `list` names what is in a folder: most modules are Python's own, and need not be looked for.
 */
export function pythonImports(
  folder: string,
  text: string,
  roots: readonly string[],
  list: (folder: string) => ReadonlySet<string>,
): readonly string[] {
  const named = [...text.matchAll(IMPORT)].flatMap(([, dots = '', from = '', names = '', plain = '']) => {
    if (plain) return firstWords(plain).map(module => ({ module, in: roots }));
    // Each dot after the first is one folder up.
    const of = dots ? [absolutePath('../'.repeat(dots.length - 1) || '.', folder)] : roots;
    const below = firstWords(names)
      .filter(name => /^[a-z_]\w*$/.test(name))
      .map(name => (from ? `${from}.${name}` : name));
    return [...(from ? [from] : []), ...below].map(module => ({ module, in: of }));
  });
  return named
    .flatMap(({ module, in: of }) => {
      const top = module.split('.', 1)[0]!;
      const first = of.find(root => list(root).has(top) || list(root).has(`${top}.py`));
      return first === undefined ? [] : moduleFiles(module, first);
    })
    .slice(0, MOST);
}

/** Lists each folder once. */
export function listingOnce(list: FileDoor['list']): (folder: string) => ReadonlySet<string> {
  const listed = new Map<string, ReadonlySet<string>>();
  return folder => {
    const names = listed.get(folder) ?? new Set(list(folder));
    listed.set(folder, names);
    return names;
  };
}
