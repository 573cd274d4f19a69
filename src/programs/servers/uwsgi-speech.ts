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
  'scgi-socket': 'scgi',
  'uwsgi-socket': 'uwsgi',
};

/** An option and its value, as in `--http-socket :8000`, `socket = :8000`, `"https": ":8443,a.crt,a.key"` and `<http>:80</http>`. */
const ENTRY = /^[\s<"'-]{0,80}([a-z][a-z0-9-]{0,40})[\s=:"'>]{1,80}(.{0,300})/;
/** The port at the end of an address. */
const PORT = /(?:^|:)(\d{1,5})(?=$|[\s,"'<])/;
const SOCKET = /^(?:socket|s)$/;
/** What it speaks on a socket of no option of its own. */
const PLAIN = /^(?:socket-)?protocol$/;
/** Options of a file that have more options elsewhere. */
const ELSEWHERE = /^(?:include|inherit|ini|yaml|xml|json)$/;

/** The files that its arguments and variables name, without the section of them that is meant (`app.ini:production`). */
export function uwsgiFiles(process: Process): readonly string[] {
  const { args } = invocationOf(process);
  const { UWSGI_INI, UWSGI_YAML, UWSGI_XML, UWSGI_JSON } = process.environment ?? {};
  const named = [
    ...[UWSGI_INI, UWSGI_YAML, UWSGI_XML, UWSGI_JSON],
    optionValue(args, ['--ini', '-i', '--yaml', '-y', '--xml', '-x', '--json']),
    ...args.filter(word => /\.(ini|ya?ml|xml|json)(:[\w-]+)?$/.test(word) && !word.startsWith('-')),
  ];
  const paths = named
    .filter(path => path !== undefined)
    .map(path => absolutePath(path.replace(/:[^/:]*$/, ''), startedIn(process)));
  return [...new Set(paths)];
}

/** Its arguments as lines of a file: `--http :80` and `-s :80` have their value in the next word, `--http=:80` in the same. */
const asLines = (args: readonly string[]): readonly string[] =>
  args
    .map((word, at) => (word.includes('=') ? word : `${word} ${args[at + 1] ?? ''}`))
    .filter(line => line.startsWith('-'));

/** Its variables as lines of a file: UWSGI_HTTP_SOCKET is http-socket. */
const variablesAsLines = ({ environment }: Process): readonly string[] =>
  Object.entries(environment ?? {}).flatMap(([name, value]) =>
    name.startsWith('UWSGI_')
      ? [`${name.slice('UWSGI_'.length).toLowerCase().replaceAll('_', '-')}=${value}`]
      : [],
  );

/**
 * What uWSGI speaks on a port: 'http', 'uwsgi', 'fastcgi' or 'scgi', by its arguments, variables and files. Undefined where one of these
 * cannot be read or understood (a placeholder, a shared socket), and the others do not say.
 */
export function uwsgiSpeech(
  process: Process,
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  const { args, titled } = invocationOf(process);
  const paths = uwsgiFiles(process);
  const read = files.filter(({ path }) => paths.includes(path));
  const written = read.flatMap(({ text }) => text.split('\n'));
  const lines = [...asLines(args), ...variablesAsLines(process), ...written];
  let plain: string | undefined;
  let own = false;
  let unclear = false;
  for (const [at, line] of lines.entries()) {
    const [, name = '', value = ''] = ENTRY.exec(line) ?? [];
    const named = PORT.exec(value.replace('$(PORT)', process.environment?.PORT ?? '$(PORT)'))?.[1];
    if (spokenBy[name] && named === String(port)) return spokenBy[name];
    if (PLAIN.test(name)) plain = /^\w+/.exec(value)?.[0];
    own ||= SOCKET.test(name) && named === String(port);
    const elsewhere = at >= lines.length - written.length && ELSEWHERE.test(name);
    // `=0` is the first shared socket.
    unclear ||= elsewhere || ((named ?? '0') === '0' && Object.hasOwn(spokenBy, name));
  }
  // A title (auto-procname) stands in the place of its arguments.
  const hidden = titled || read.length < paths.length;
  return plain ?? (hidden || (unclear && !own) ? undefined : 'uwsgi');
}
