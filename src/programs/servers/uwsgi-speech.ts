import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, startedIn } from '../door.js';
import { invocationOf } from '../invocation.js';
import { optionValue } from '../options.js';

/** What uWSGI's options for sockets make it speak there (uWSGI's options, "http", "http-socket", "socket", "protocol"). */
const spokenBy: Readonly<Record<string, string>> = {
  http: 'http',
  'http-router': 'http',
  https: 'http',
  https2: 'http',
  'http-socket': 'http',
  'http11-socket': 'http',
  'https-socket': 'http',
  'fastcgi-socket': 'fastcgi',
  'uwsgi-socket': 'uwsgi',
};

/** An option and its value, as in `--http-socket :8000`, `socket = :8000`, `"https": ":8443,a.crt,a.key"` and `<http>:80</http>`. */
const ENTRY = /^[\s<"'-]{0,80}([a-z][a-z0-9-]{0,40})[\s=:"'>]{1,80}(.{0,300})/;
/** The port at the end of an address. */
const PORT = /(?:^|:)(\d{1,5})(?=$|[\s,"'<])/;
const PLAIN = /^(?:socket|s|protocol|socket-protocol)$/;

/** The files that its arguments name. */
export function uwsgiFiles(process: Process): readonly string[] {
  const { args } = invocationOf(process);
  const named = [
    optionValue(args, ['--ini', '-i', '--yaml', '-y', '--xml', '-x', '--json']),
    ...args.filter(word => /\.(ini|ya?ml|xml|json)$/.test(word) && !word.startsWith('-')),
  ];
  const paths = named.filter(path => path !== undefined).map(path => absolutePath(path, startedIn(process)));
  return [...new Set(paths)];
}

/** Its arguments as lines of a file: `--http :80` and `-s :80` have their value in the next word, `--http=:80` in the same. */
const asLines = (args: readonly string[]): readonly string[] =>
  args
    .map((word, at) => (word.includes('=') ? word : `${word} ${args[at + 1] ?? ''}`))
    .filter(line => line.startsWith('-'));

/**
 * What uWSGI speaks on a port: 'http', 'uwsgi' or 'fastcgi', by its arguments and files. Undefined where one of these cannot be
 * read, and the others do not say.
 */
export function uwsgiSpeech(
  process: Process,
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  const paths = uwsgiFiles(process);
  const read = files.filter(({ path }) => paths.includes(path));
  const lines = [...asLines(invocationOf(process).args), ...read.flatMap(({ text }) => text.split('\n'))];
  let plain: string | undefined;
  for (const line of lines) {
    const [, name = '', value = ''] = ENTRY.exec(line) ?? [];
    if (spokenBy[name] && PORT.exec(value)?.[1] === String(port)) return spokenBy[name];
    if (PLAIN.test(name) && name.endsWith('protocol')) plain = /^\w+/.exec(value)?.[0];
  }
  return plain ?? (read.length < paths.length ? undefined : 'uwsgi');
}
