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
}

/** A word that is the value of an option before it, of those of the npm package serve. */
const valued = /^-(?:\w*[lpc]|-(?:listen|config|ssl-\w+))$/;

function folderTold(process: Process): Folder | undefined {
  const { language, module, name, args } = invocationOf(process);
  if (module === 'http.server')
    return { shown: '--directory ', told: optionValue(args, ['--directory', '-d']) };
  if (language === 'node' && name === 'serve')
    return {
      shown: 'serve ',
      told: args.find((word, at) => !word.startsWith('-') && !valued.test(args[at - 1] ?? '')),
    };
  // A router script, its last word, answers as it likes.
  const serves = language === 'php' && optionValue(args, ['-S']) && !args.at(-1)?.endsWith('.php');
  return serves ? { shown: '-t ', told: optionValue(args, ['-t']) } : undefined;
}

/** By a server of files: the folder that it serves, and the file that it would be. */
function byOption(process: Process, path: string): LostPath | undefined {
  const { shown, told } = folderTold(process) ?? {};
  if (shown === undefined) return undefined;
  const { directory, pid } = process;
  const folder = absolutePath(told ?? '.', directory).replace(/\/\.?$/, '');
  const file = /%|\/$/.test(path) ? '' : `; this one would be ${folder}${path}`;
  return {
    says: `It serves the files of ${folder || '/'}${file}.`,
    evidence: told
      ? { fact: 'processes', says: shown + told, source: `/proc/${pid}/cmdline` }
      : { fact: 'processes', says: `It runs in ${directory}`, source: `/proc/${pid}/cwd` },
    fix: advice(
      'Put the file there, or serve the folder that it is in',
      `Start it in that folder, or with ${shown}FOLDER. A file below it has its path from there in the URL.`,
    ),
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
