import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, fileAt, folderOf, startedIn } from '../door.js';
import { invocationOf } from '../invocation.js';
import { optionValue } from '../options.js';
import type { Candidate, FileDoor } from '../program.js';
import { listingOnce, moduleFiles, pythonImports } from './python-imports.js';
import { sourceFiles } from './source-files.js';

/** So many files of an application are read, and so many paths are tried for them. */
const MOST = 64;
const TRIED = 800;
/** The beginning of each, in which others are named. */
const HEAD = 64 * 1024;

/** A module, or a file, with what is taken from it: shop.wsgi, wsgi:app, shop/web.py, "shop:create_app()". */
const NAME = /^((?:[\w-]*\/)*\w+\.py|[A-Za-z_]\w*(?:\.\w+)*)(?::\S*)?$/;
/** Modules that are named by a string: ROOT_URLCONF = 'shop.urls', include("orders.urls"). */
const QUOTED = /["']([A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,6})["']/g;
/** What Flask looks for where it is told of none. */
const UNTOLD = ['app', 'wsgi'];

/** What uWSGI loads, by its file. */
const LOADS = /^[ \t]*(?:module|wsgi|wsgi-file|mount)[ \t]*=[ \t]*(\S+)/gm;

/** What a process was told to load: words of its command, of its file and of its variables that may name a module. */
function told(process: Process, door: FileDoor): readonly string[] {
  const { FLASK_APP, DJANGO_SETTINGS_MODULE } = process.environment ?? {};
  const given = process.command.slice(0, 64).flatMap(word => word.split(/[\s[\]=]/));
  const files = given.filter(word => word.endsWith('.ini'));
  const words = [
    ...given,
    ...files.flatMap(file =>
      [...(door.read(absolutePath(file, startedIn(process))) ?? '').matchAll(LOADS)].flatMap(
        ([, value = '']) => value.split('='),
      ),
    ),
  ];
  const untold = invocationOf(process).name === 'flask' ? UNTOLD : [];
  return [...words, FLASK_APP ?? '', DJANGO_SETTINGS_MODULE ?? '', ...untold].flatMap(
    word => NAME.exec(word)?.[1] ?? [],
  );
}

/** Where a word that names a module, or a file, may be below a folder. */
const filesFor = (name: string, folder: string): readonly string[] =>
  name.endsWith('.py') ? [absolutePath(name, folder)] : moduleFiles(name, folder);

/** The modules that a source names by strings, as the files that they may be in. */
const quotedBy = (head: string, roots: readonly string[]): readonly string[] =>
  [...head.matchAll(QUOTED)]
    // Of an object in a module, the module: 'shop.wsgi.application'.
    .flatMap(([, name = '']) => [name, name.replace(/\.\w+$/, '')])
    .flatMap(name => roots.flatMap(root => moduleFiles(name, root)));

function pythonFiles(process: Process, door: FileDoor): readonly ConfigurationFile[] {
  const home = startedIn(process);
  const { script } = invocationOf(process);
  const moved = optionValue(process.command, ['--chdir', '--app-dir', '--pythonpath']);
  const own = script?.endsWith('.py') ? folderOf(absolutePath(script, home)) : undefined;
  const roots = [...new Set([...(own ? [own] : []), absolutePath(moved ?? '.', home)])];
  const paths = new Set(told(process, door).flatMap(name => roots.flatMap(root => filesFor(name, root))));
  const files: ConfigurationFile[] = [];
  const list = listingOnce(door.list);
  let tried = 0;
  // What a file names is tried after those that were named before it.
  for (const path of paths) {
    if (files.length >= MOST || tried++ >= TRIED) break;
    const file = fileAt(door, path);
    if (!file) continue;
    files.push(file);
    const head = file.text.slice(0, HEAD);
    for (const each of pythonImports(folderOf(path), head, roots, list)) paths.add(each);
    for (const each of quotedBy(head, roots)) paths.add(each);
  }
  return files;
}

/** It is Python, or embeds it, and runs an application of that. */
export function runsPython(process: Process): boolean {
  const { language, name } = invocationOf(process);
  return language === 'python' || /^(?:gunicorn|uwsgi)/.test(name);
}

/**
 * The sources of an application that a server of its own loads (Flask, Gunicorn, uWSGI, Django), or that a script is the
 * beginning of: many more than those that may say where it listens.
 */
export function applicationFiles(candidate: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  if (runsPython(candidate.process)) return pythonFiles(candidate.process, door);
  return sourceFiles(candidate, door, MOST).flatMap(path => fileAt(door, path) ?? []);
}
