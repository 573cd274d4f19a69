import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, folderOf, startedIn } from '../door.js';
import { optionValue } from '../options.js';
import type { FileDoor } from '../program.js';

/** The module that Django's startproject makes for servers: shop.wsgi, shop.wsgi:application, shop/wsgi.py. */
const ENTRY = /^((?:[\w./]*[./])?[aw]sgi)(?:\.py|:\w+)?$/;
/** os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings') */
const NAMED = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/;
/** `from .base import *`, within a `try:` too. */
const TAKES = /^[ \t]*from[ \t]+(?=[.\w])(\.*)((?:\w[\w.]*)?)[ \t]+import[ \t]+\*/gm;
/** The last of them counts, within an `if` perhaps. One that `+=` makes longer stays as it is. */
const HOSTS = /^[ \t]*ALLOWED_HOSTS\s*=/gm;
/** Settings that take others, which take others: no project has more. */
const DEEPEST = 4;

const inFolder = (module: string): string => module.replaceAll('.', '/');
const asFiles = (path: string): readonly string[] => [`${path}.py`, `${path}/__init__.py`];

/**
 * Where the settings of a Django project may be that another server runs (docs.djangoproject.com, "How to deploy with
 * WSGI"); none where its command names no such project.
 */
export function djangoSettings(process: Process, door: FileDoor): readonly string[] {
  // A title has it in brackets: gunicorn: master [shop.wsgi]
  const words = process.command.join(' ').split(/[\s[\]=]/);
  const entry = words.flatMap(word => ENTRY.exec(word)?.[1] ?? [])[0];
  if (entry === undefined) return [];
  const folder = absolutePath(
    optionValue(process.command, ['--chdir', '--app-dir', '--pythonpath']) ?? '.',
    startedIn(process),
  ).replace(/\/\.$/, '');
  return settingsBy(process, `${folder}/${inFolder(entry)}.py`, folder, door);
}

/** The settings that an option or a variable names, or the script that enters the project; and those that they take whole. */
export function settingsBy(
  { command, environment }: Process,
  script: string,
  folder: string,
  door: FileDoor,
): readonly string[] {
  const module =
    optionValue(command, ['--settings']) ??
    environment?.DJANGO_SETTINGS_MODULE ??
    NAMED.exec(door.read(script) ?? '')?.[1];
  return module ? withTaken(asFiles(`${folder}/${inFolder(module)}`), door) : [];
}

/** Those of the paths, and of the modules that the files there take whole. */
function withTaken(paths: readonly string[], door: FileDoor, depth = 0): readonly string[] {
  const taken = paths.flatMap(path => takenBy(path, door.read(path) ?? '').flatMap(each => each.paths));
  const there = [...new Set(taken)].filter(path => !paths.includes(path) && door.read(path) !== undefined);
  return there.length === 0 || depth >= DEEPEST ? paths : [...paths, ...withTaken(there, door, depth + 1)];
}

/** What a settings file takes whole, and where that may be: by dots from its own folder, else from any folder above it. */
function takenBy(path: string, text: string) {
  const above = folderOf(path)
    .split('/')
    .map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return [...text.matchAll(TAKES)].map(({ index, 1: dots = '', 2: module = '' }) => ({
    index,
    paths: (dots ? above.slice(dots.length - 1, dots.length) : above.slice(0, DEEPEST)).flatMap(folder =>
      asFiles(`${folder}/${inFolder(module)}`),
    ),
  }));
}

/** Where a text says for the last time which hosts are allowed; below zero where it does not. */
export const lastHosts = (text: string): number => [...text.matchAll(HOSTS)].at(-1)?.index ?? -1;

/** Of files of one project's settings the one whose ALLOWED_HOSTS counts: the last word of those that none takes from another. */
export function decidingSettings(files: readonly ConfigurationFile[]): readonly ConfigurationFile[] {
  const taken = new Map(files.map(file => [file, takenBy(file.path, file.text)]));
  const lastWord = (file: ConfigurationFile, seen: Set<ConfigurationFile>): readonly ConfigurationFile[] => {
    seen.add(file);
    const own = lastHosts(file.text);
    for (const { index, paths } of taken.get(file)!.toReversed()) {
      if (index < own) break;
      const other = files.find(each => paths.includes(each.path) && !seen.has(each));
      const found = other ? lastWord(other, seen) : [];
      if (found.length > 0) return found;
    }
    return own < 0 ? [] : [file];
  };
  const isTaken = new Set([...taken.values()].flat().flatMap(({ paths }) => paths));
  const roots = files.filter(({ path }) => !isTaken.has(path));
  return [...new Set(roots.flatMap(root => lastWord(root, new Set())))];
}
