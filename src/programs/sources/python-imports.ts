import { absolutePath } from '../door.js';

/** `import a, b.c as d`; `from ..config import settings, other`, where a name may be a module of that package. */
const IMPORTS =
  /^[ \t]*(?:import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)|from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([ \t\w,]*))/gm;
/** Modules that are followed of one file, and names of one package that may be modules of their own. */
const MOST = 24;
const MOST_NAMES = 4;

const words = (list: string): readonly string[] => list.split(',').map(each => each.trim().split(/\s/)[0]!);

/**
 * Where the modules may be that a Python source imports: by dots from its own folder, else from where Python looks first.
 * `list` names what is in a folder: most modules are Python's own, and need not be looked for.
 */
export function pythonImports(
  folder: string,
  text: string,
  roots: readonly string[],
  list: (folder: string) => readonly string[],
): readonly string[] {
  const modules = [...text.matchAll(IMPORTS)].flatMap(([, plain, dots = '', from = '', names = '']) => {
    if (plain !== undefined) return words(plain).map(module => ({ module, in: roots }));
    const of = dots ? [absolutePath('../'.repeat(dots.length - 1) || '.', folder)] : roots;
    const below = words(names)
      .filter(name => /^[a-z_]\w*$/.test(name))
      .slice(0, MOST_NAMES)
      .map(name => ({ module: from ? `${from}.${name}` : name, in: of }));
    return [...(from ? [{ module: from, in: of }] : []), ...below];
  });
  return modules
    .flatMap(({ module, in: of }) => of.map(root => ({ path: module.replaceAll('.', '/'), root })))
    .filter(({ path, root }) => {
      const [top = ''] = path.split('/');
      return list(root).some(name => name === top || name === `${top}.py`);
    })
    .slice(0, MOST)
    .flatMap(({ path, root }) => [`${path}.py`, `${path}/__init__.py`].map(each => absolutePath(each, root)));
}
