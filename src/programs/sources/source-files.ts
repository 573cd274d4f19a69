import { absolutePath, folderOf, startedIn } from '../door.js';
import { invocationOf } from '../invocation.js';
import type { Candidate, FileDoor } from '../program.js';
import { applicationFile } from './application-file.js';
import { listingOnce, pythonImports } from './python-imports.js';

const extensions: Readonly<Record<string, readonly string[]>> = {
  node: ['', '.js', '.mjs', '.cjs', '.ts', '/index.js', '/index.ts'],
  ruby: ['', '.rb'],
  php: [''],
  perl: [''],
  shell: [''],
  java: [],
};

const imports: Readonly<Record<string, RegExp>> = {
  node: /(?:require\(\s*|from\s+|import\s+|import\(\s*)["'](\.{1,2}\/[^"']+)["']/g,
  ruby: /require_relative\s+["']([^"']+)["']/g,
};

const MOST = 12;

/** The script that a process runs, and the files beside it that it loads: where an address may be written. */
export function sourceFiles(candidate: Candidate, door: FileDoor, most = MOST): readonly string[] {
  const { process, invocation } = candidate;
  const { module } = invocation;
  const served = applicationFile(invocation);
  const language = served?.language ?? invocation.language;
  const script =
    served?.path ??
    invocation.script ??
    (invocation.titled ? titleScript(invocation.head, invocation.args) : null);
  if (!language) return goFiles(candidate, door);
  if (language === 'shell') return [];
  const start = script ?? (module && moduleFile(module, language));
  if (!start || /^(\/usr)?\/s?bin\//.test(start)) return [];
  const first = entryOf(absolutePath(start, startedIn(process)), language, door);
  const roots = [...new Set([folderOf(first), startedIn(process) ?? folderOf(first)])];
  const list = listingOnce(door.list);
  const found: string[] = [];
  const queue = [first];
  for (let path = queue.shift(); path !== undefined && found.length < most; path = queue.shift()) {
    if (found.includes(path)) continue;
    const text = door.read(path);
    // Settings hold secrets too: ./own-settings.ts reads them.
    if (text === undefined || text.includes('\0') || path.endsWith('.json')) continue;
    found.push(path);
    const head = text.slice(0, 64 * 1024);
    queue.push(
      ...(language === 'python'
        ? pythonImports(folderOf(path), head, roots, list)
        : importedBy(path, head, language)),
    );
  }
  return found;
}

/** What Node loads for a word that is no file: `node server` means server.js, `node .` what package.json calls main. */
function entryOf(path: string, language: string, door: FileDoor): string {
  if (language !== 'node' || door.read(path) !== undefined) return path;
  const folder = path.replace(/\/\.?$/, '');
  const [, main] = /"main"\s*:\s*"([^"]+)"/.exec(door.read(`${folder}/package.json`) ?? '') ?? [];
  const named =
    main === undefined ? [] : ['', '.js', '/index.js'].map(each => absolutePath(main + each, folder));
  const tried = [`${path}.js`, `${path}.cjs`, ...named, `${folder}/index.js`];
  return tried.find(each => door.read(each) !== undefined) ?? path;
}

/** `go run` builds what it is given into a folder of its own, and runs that. */
const builtByGo = /\/go-build\d+\/.+\/exe\//;

/** The files of `go run main.go`, or those of the folder of `go run .` and `go run ./cmd/shop`. */
function goFiles({ process, parent }: Candidate, door: FileDoor): readonly string[] {
  if (!parent || !builtByGo.test(process.executable ?? process.command[0] ?? '')) return [];
  const { name, args } = invocationOf(parent);
  const [first = '', ...more] = args.slice(1).filter(word => !word.startsWith('-'));
  if (name !== 'go' || args[0] !== 'run') return [];
  const at = (word: string) => absolutePath(word, startedIn(parent));
  if (!first.startsWith('.') && !first.endsWith('.go')) return [];
  const named = [first, ...more].filter(word => word.endsWith('.go')).map(at);
  const folder = at(first).replace(/\/\.?$/, '');
  const there = named.length > 0 ? named : door.list(folder).map(file => `${folder}/${file}`);
  return there
    .filter(path => path.endsWith('.go') && !path.endsWith('_test.go'))
    .slice(0, MOST)
    .filter(path => door.read(path) !== undefined);
}

/** `python -m shop.web` runs a file, and so does `java Server.java` (JEP 330). */
function moduleFile(module: string, language: string): string | null {
  if (language === 'python') return `${module.replaceAll('.', '/')}.py`;
  return language === 'java' && module.endsWith('.java') ? module : null;
}

const titleScript = (head: readonly string[], args: readonly string[]): string | null =>
  head[1] ?? args[0] ?? null;

function importedBy(path: string, text: string, language: string): readonly string[] {
  const pattern = imports[language];
  if (!pattern) return [];
  const names = [...text.matchAll(pattern)].map(match => match[1] ?? '');
  return names.slice(0, 24).flatMap(name => {
    const files = (extensions[language] ?? []).map(extension => name + extension);
    // TypeScript names the file that would be made of config.ts: './config.js'.
    const written = language === 'node' && /\.[cm]?js$/.test(name) ? [name.replace(/js$/, 'ts')] : [];
    return [...files, ...written].map(file => absolutePath(file, folderOf(path)));
  });
}
