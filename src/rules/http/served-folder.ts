import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, folderOf } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';
import { optionValue } from '../../programs/options.js';
import { pathOf } from '../../programs/proxies/upstream.js';
import { advice } from '../talk.js';
import type { LostPath } from './lost-path.js';

/** How a server of files was told its folder, and which: none where it is the one that it was started in. */
interface Folder {
  readonly shown: string;
  readonly told: string | undefined;
  /** Where it was not told. */
  readonly usual?: string;
}

/** A word that is the value of an option before it, by the npm packages that serve a folder; live-server joins them by =. */
const valued: ReadonlyMap<string, RegExp> = new Map([
  ['serve', /^-(?:\w*[lpc]|-(?:listen|config|ssl-\w+))$/],
  ['live-server', /^$/],
]);

const BUILD = '--outDir ';
const build = advice(
  'Build the project, or ask the development server',
  '  npm run build\nvite preview serves what that leaves in the folder; npm run dev needs no build.',
);

function folderTold(process: Process): Folder | undefined {
  const { language, module, name, args } = invocationOf(process);
  if (module === 'http.server')
    return { shown: '--directory ', told: optionValue(args, ['--directory', '-d']) };
  if (language === 'node') {
    // What it serves is what the last build left.
    if (name === 'vite' && args.includes('preview'))
      return { shown: BUILD, told: optionValue(args, ['--outDir']), usual: 'dist' };
    const isValue = valued.get(name);
    const told = args.find((word, at) => !word.startsWith('-') && !isValue?.test(args[at - 1] ?? ''));
    return isValue && { shown: `${name} `, told };
  }
  // A router script, its last word, answers as it likes.
  const serves = language === 'php' && optionValue(args, ['-S']) && !args.at(-1)?.endsWith('.php');
  return serves ? { shown: '-t ', told: optionValue(args, ['-t']) } : undefined;
}

/** A page that the application makes in the browser is no file: by a path that ends in no file's name. */
const ofRoutes = (path: string): string =>
  /\/[^./]+$/.test(path)
    ? '\nA page that the application makes in the browser (React Router, Vue Router) is no file: the server has to answer every such path with index.html, as npx serve -s FOLDER and npx vite preview do.'
    : '';

const inFolder = (shown: string, path: string) =>
  advice(
    'Put the file there, or serve the folder that it is in',
    `Start it in that folder, or with ${shown}FOLDER. A file below it has its path from there in the URL.${ofRoutes(path)}`,
  );

/** The npm package http-server writes its name over its command: which folder that named is not to be seen. */
const byTitle = ({ command, directory, pid }: Process, path: string): LostPath | undefined =>
  command.join(' ').trim() === 'http-server'
    ? {
        says: `It serves the folder that its command named, or else ${directory}/public, or where that is not there ${directory}.`,
        evidence: { fact: 'processes', says: `It runs in ${directory}`, source: `/proc/${pid}/cwd` },
        fix: inFolder('http-server ', path),
      }
    : undefined;

/** By a server of files: the folder that it serves, and the file that it would be. */
function byOption(process: Process, path: string): LostPath | undefined {
  const { shown, told, usual = '.' } = folderTold(process) ?? {};
  if (shown === undefined) return byTitle(process, path);
  const { directory, pid } = process;
  const folder = absolutePath(told ?? usual, directory).replace(/\/\.?$/, '');
  const file = /%|\/$/.test(path) ? '' : `; this one would be ${folder}${path}`;
  return {
    says: `It serves the files of ${folder || '/'}${file}.`,
    evidence: told
      ? { fact: 'processes', says: shown + told, source: `/proc/${pid}/cmdline` }
      : { fact: 'processes', says: `It runs in ${directory}`, source: `/proc/${pid}/cwd` },
    fix: shown === BUILD ? build : inFolder(shown, path),
  };
}

/** express.static('public'), which is taken from the folder that the server was started in (expressjs.com, "Serving static files"). */
const served = /\b(?:express\.static|serveStatic)\(\s*(["'])((?:\.\/)?[\w-][\w./-]*)\1/;

/** A page, or another file: of routes, such as an API's, the folder says nothing. */
const ofFile = /(?:\/|\.\w+)$/;

/** By its source, which names the folder of its pages, and was started from another folder than its own. */
function bySource(
  { directory }: Process,
  asked: string,
  files: readonly ConfigurationFile[],
): LostPath | undefined {
  if (!ofFile.test(asked)) return undefined;
  for (const { path, text } of files) {
    const [call, , folder = ''] = served.exec(text) ?? [];
    if (call && directory !== null && folderOf(path) !== directory)
      return {
        says: `${call}) means ${absolutePath(folder, directory)}, for the server was started in ${directory}.`,
        evidence: { fact: 'configuration', says: `${call})`, source: path },
        fix: advice(
          `If its pages are in ${absolutePath(folder, folderOf(path))}, start it in ${folderOf(path)}`,
          `Or name the folder whole in ${path}: path.join(__dirname, '${folder}').`,
        ),
      };
  }
  return undefined;
}

/** Where a server of this machine looks for its files, as its command and its source say. */
export const byServedFolder = (
  process: Process | undefined,
  path: string,
  files: readonly ConfigurationFile[],
): LostPath | undefined => {
  const asked = pathOf({ path });
  return process?.directory && process.root === '' && !process.directoryDeleted
    ? (byOption(process, asked) ?? bySource(process, asked, files))
    : undefined;
};
