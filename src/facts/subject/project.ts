import { absolutePath } from '../../programs/door.js';
import { optionValue } from '../../programs/options.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { scriptOf } from '../processes/by-source.js';
import { servesBySource } from '../processes/serves-by-source.js';
import { usualPortOf } from '../processes/usual-port.js';
import { textOf } from '../text-of.js';
import type { Project } from './types.js';

/** Scripts that start a server, the one for who develops first. */
const scripts = ['dev', 'develop', 'start', 'serve', 'preview'];

const LIMIT = 256 * 1024;

/** Whether a script's last command takes the port: it is given that, or takes it by custom or its source, because it is given none. */
function takes(script: string, port: number, read: (path: string) => string): boolean {
  const words = (script.split(/&&|;/).at(-1) ?? '').trim().split(/\s+/);
  const start = words.findIndex(word => !/^(?:\w+=.*|cross-env|npx|exec|env)$/.test(word));
  const own = words.slice(Math.max(0, start));
  const given = optionValue(own, ['--port', '-p']) ?? /(?:^|\s)PORT=(\d+)(?:\s|$)/.exec(words.join(' '))?.[1];
  if (given !== undefined) return Number(given) === port;
  const source = scriptOf(own);
  return (usualPortOf(own) ?? (source && servesBySource(read(source), port) ? port : undefined)) === port;
}

/** The one that the folder's lock file is of. */
const managers: readonly (readonly [string, string])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** `npm run dev`: the script of package.json whose server takes the port (docs.npmjs.com, "scripts"). */
function byScript(system: System, folder: string, port: number): Project | undefined {
  const file = `${folder}/package.json`;
  const held = attempt(
    () => JSON.parse(textOf(system, file, LIMIT)) as { readonly scripts?: unknown } | null,
  );
  const known = Object.entries(held?.scripts ?? {});
  const read = (path: string): string => textOf(system, absolutePath(path, folder), LIMIT);
  const script = scripts.find(name =>
    known.some(([key, text]) => key === name && typeof text === 'string' && takes(text, port, read)),
  );
  if (!script) return undefined;
  const [, manager = 'npm'] = managers.find(([lock]) => isThere(system, `${folder}/${lock}`)) ?? [];
  return { file, command: `${manager} run ${script}` };
}

/** What a framework puts into every project, how that is started, and the port that it then takes. */
const byFile: readonly (readonly [string, string, number])[] = [
  ['manage.py', 'python3 manage.py runserver', 8000],
  ['artisan', 'php artisan serve', 8000],
  ['bin/rails', 'bin/rails server', 3000],
];

const isThere = (system: System, path: string): boolean => attempt(() => system.status(path)) !== undefined;

/** How the project in the caller's folder starts a server on a port; undefined where none that is known would take it. */
export function projectFor(system: System, port: number): Project | undefined {
  const folder = system.directory.replace(/\/$/, '');
  const found = byFile.find(([name, , usual]) => usual === port && isThere(system, `${folder}/${name}`));
  return found ? { file: `${folder}/${found[0]}`, command: found[1] } : byScript(system, folder, port);
}
