import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, fileAt, homeOf, scriptFolder, startedIn } from '../door.js';
import type { Candidate, Change, FileDoor, Wanted } from '../program.js';
import { namesAddress, withAddress } from './address-words.js';
import { editAt } from './edit.js';

/** What loads .env into a program that no shell has set its variables for. */
const LOADS = /dotenv|load_dotenv|decouple|environ\.Env|env-file|loadEnvFile|pydantic_settings|BaseSettings/;
/** Lines of .env whose values say where a server listens. */
const PLACE = /^[ \t]*(?:export[ \t]+)?\w*(?:HOST|HOSTNAME|PORT|ADDR|ADDRESS|BIND|LISTEN|IP)[ \t]*=/i;
const LINE = /^([ \t]*(?:export[ \t]+)?(\w{1,64})[ \t]*=[ \t]*)(["']?)([^"'\s#]{1,256})\3[ \t]*$/gm;

/** Python's python-dotenv and decouple look for .env from the folder of the source that asks; others in the directory alone. */
const BY_SOURCE = /\bload_dotenv\b|\bdecouple\b/;

/** The directory that it was started in; where that is the root, its script's folder. */
const besideScript = (process: Process): string | null => {
  const started = startedIn(process);
  return started === '/' ? homeOf(process) : started;
};

/**
 * .env of the directory that a script was started in, or where none is there the one beside it, with no values but those of
 * hosts, addresses and ports: the others may be secrets.
 */
export function dotenvFile(
  { process, invocation }: Candidate,
  door: FileDoor,
): ConfigurationFile | undefined {
  const { language } = invocation;
  if (language !== 'node' && language !== 'python') return undefined;
  const fileIn = (folder: string | null) =>
    folder === null ? undefined : fileAt(door, absolutePath('.env', folder));
  const file = fileIn(besideScript(process)) ?? fileIn(scriptFolder(process));
  const text = file?.text
    .split('\n')
    .map(line => (PLACE.test(line) ? line : line.replace(/=.*$/s, '=')))
    .join('\n');
  return file && text !== undefined ? { ...file, text } : undefined;
}

/** Whether a program's sources or its command speak of what loads its .env. */
export const loadsDotenv = (files: readonly ConfigurationFile[], { command }: Process): boolean =>
  [...files.filter(({ path }) => !path.endsWith('/.env')).map(({ text }) => text), command.join(' ')].some(
    text => LOADS.test(text),
  );

/** The line of .env that holds the bound address, where the program loads that file. */
export function dotenvChanges(
  files: readonly ConfigurationFile[],
  bound: readonly string[],
  wanted: Wanted,
  { process, invocation }: Candidate,
): readonly Change[] {
  const bySource = invocation.language === 'python' && files.some(({ text }) => BY_SOURCE.test(text));
  const own = absolutePath('.env', bySource ? besideScript(process) : startedIn(process));
  const file = files.find(({ path }) => path === own);
  if (!file || !loadsDotenv(files, process)) return [];
  const found = [...file.text.matchAll(LINE)].flatMap(match => {
    const [line, start = '', name = '', quote = '', value = ''] = match;
    const changed = namesAddress(name) ? withAddress(value, name, bound, wanted) : undefined;
    // The whole line is looked for: values that were left out may hold the address too.
    const edit =
      changed && editAt(file, match.index, match.index + line.length, start + quote + changed + quote);
    return edit ? [{ title: `Write ${name}=${changed} in .env`, edits: [edit] }] : [];
  });
  return found.length === 1 ? found : [];
}
