import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { formatEndpoint } from '../../net/address.js';
import { absolutePath, fileAt, folderOf } from '../door.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { editMatch, editsAt } from '../fixes/edit.js';
import { takesBoth, wantsBeside } from '../fixes/family-both.js';
import { expandPattern } from '../include.js';
import { literal } from '../literal.js';
import { optionValue } from '../options.js';
import type { Candidate, Change, Edit, FileDoor, Program, Situation, Wanted } from '../program.js';
import { recognition } from '../recognise.js';

const NAME = /^nginx:?$/;
// On lines where no comment has begun, which is asked before what follows is read; a path is quoted where it holds blanks.
const INCLUDE = /\binclude(?<=^[^#\r\n\u2028\u2029]{0,500})\s+(?:"([^"\n]+)"|'([^'\n]+)'|([^;"'\s]+))/gm;
const LISTEN = /\blisten(?<=^[^#\r\n\u2028\u2029]{0,500})\s+(\[[^\]\s]+\]|[\w.*-]+):(\d+)/gm;

/** The words after "master process" in the title that nginx gives itself: its own command line. */
const ofMaster = (process: Candidate['parent']): readonly string[] | undefined => {
  const title = /^nginx: master process (.+)$/s.exec(process?.command[0] ?? '');
  return title ? requoted(title[1]!.trim().split(/\s+/)) : undefined;
};

/** A worker is told by its master: another one's files would be read for it, those of the usual place. */
function startedAs({ process, parent, invocation }: Candidate): readonly string[] | undefined {
  const own = ofMaster(process);
  if (own) return own;
  return invocation.titled ? ofMaster(parent) : process.command;
}

/** The title has lost the quotes round the directives of -g, which hold spaces: they end where another option begins. */
function requoted(words: readonly string[]): readonly string[] {
  const at = words.indexOf('-g');
  if (at < 0) return words;
  const rest = words.slice(at + 1);
  const end = rest.findIndex(word => /^-[a-zA-Z]$/.test(word));
  const [directives, more] = end < 0 ? [rest, []] : [rest.slice(0, end), rest.slice(end)];
  return [...words.slice(0, at + 1), directives.join(' '), ...more];
}

const optionsOf = (candidate: Candidate): readonly string[] => startedAs(candidate) ?? [];

/** -g is left out: what it says of the daemon is nothing for a test. */
const rehearsal = (command: readonly string[]): readonly string[] => [
  ...command.slice(0, 1),
  ...['-p', '-c'].flatMap(name => {
    const value = optionValue(command, [name]);
    return value === undefined ? [] : [name, value];
  }),
  '-t',
];

/** The configuration that it was started with, and every file that this includes. */
function configuration(candidate: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const options = optionsOf(candidate);
  const prefix = optionValue(options, ['-p']) ?? '/etc/nginx';
  const main = absolutePath(optionValue(options, ['-c']) ?? 'nginx.conf', prefix);
  const files: ConfigurationFile[] = [];
  const paths = new Set([main]);
  for (const path of paths) {
    const file = fileAt(door, path);
    if (!file) continue;
    if (files.push(file) === 60) break;
    for (const match of file.text.matchAll(INCLUDE)) {
      const named = match[1] ?? match[2] ?? match[3]!;
      for (const each of expandPattern(door, absolutePath(named, folderOf(main)))) paths.add(each);
    }
  }
  return files;
}

/**
 * `listen 80;` is IPv4 and `listen [::]:80;` IPv6 alone, so the other family takes a second line with the same
 * parameters.
 */
function secondListens(situation: Situation, wanted: Wanted): readonly Edit[] {
  const { listener, configuration } = situation;
  if (!listener || (listener.family === 6) === wanted.address.includes(':')) return [];
  const own = ['[::]', '0.0.0.0', '*', ...boundBy(situation)].map(literal).join('|');
  const pattern = new RegExp(
    `^[^#\\r\\n\\u2028\\u2029]*?\\blisten\\s+((?:(?:${own}):)?(\\d{1,5}))([^;\\n]{0,500});`,
    'gm',
  );
  return configuration.flatMap(file => {
    const places = [...file.text.matchAll(pattern)].flatMap(match => {
      if (Number(match[2]) !== wanted.port) return [];
      const rest = (match[3] ?? '').replace(/\sipv6only=\w+/, '');
      const at = match.index + match[0].length;
      const line = ` listen ${formatEndpoint(wanted.address, wanted.port)}${rest};`;
      const start = match.index + match[0].search(/\blisten\s/);
      return [{ start, end: at, text: file.text.slice(start, at) + line }];
    });
    return editsAt(file, places);
  });
}

/** One of the listen lines of an address may have the option, and it holds for all of them. */
function withoutOnly({ configuration }: Situation, port: number): Edit | undefined {
  const line = new RegExp(`^[^#\\n]*?\\blisten[ \\t]+(\\[::\\]:${port}(?:[ \\t]+[^;\\n]{0,200})?);`, 'm');
  const lines = configuration.flatMap(
    file =>
      editMatch(file, line, ([, words = '']) =>
        words.includes('ipv6only=') ? words.replace(/ipv6only=\w+/, 'ipv6only=off') : `${words} ipv6only=off`,
      ) ?? [],
  );
  return lines.find(each => each.find.includes('ipv6only=')) ?? lines[0];
}

/**
 * nginx (nginx.org/en/docs). A reload cannot move a socket from one address to the wildcard of the same port: the new
 * one is bound while the old one still is, so it has to be restarted.
 */
export const program: Program = {
  id: 'nginx',
  title: 'nginx',
  takesBeside: true,
  defaultPorts: [80],
  manySites: true,
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  onHangUp: 'reloads its configuration',
  daemonises: (candidate, files) =>
    ![optionValue(optionsOf(candidate), ['-g']) ?? '', ...files.map(({ text }) => text)].some(text =>
      /(?:^|[;{}])[ \t]*daemon\s+off\s*;/m.test(text),
    ),
  rehearsal,
  rehearsesAlone: true,
  startedAs,
  recognise: ({ process, invocation }) => {
    if (!NAME.test(invocation.name) && process.name !== 'nginx') return undefined;
    const title = process.command[0] ?? '';
    if (/^nginx: (worker|cache)/.test(title)) return recognition('nginx', 'worker');
    return recognition('nginx', title.startsWith('nginx: master') ? 'master' : 'single');
  },
  configuration,
  logs: (candidate, door) => [
    ...configuration(candidate, door).flatMap(file =>
      [...file.text.matchAll(/(?:^|[;{])[ \t]*error_log\s+([^\s;]+)/gm)]
        .map(match => match[1]!)
        .filter(path => path.startsWith('/')),
    ),
    '/var/log/nginx/error.log',
  ],
  listenAt: (situation, wanted): readonly Change[] => {
    const both = takesBoth(situation, wanted) ? withoutOnly(situation, wanted.port) : undefined;
    if (both)
      return [{ title: `Let listen [::]:${wanted.port} take IPv4 too (ipv6only=off)`, edits: [both] }];
    const beside = wantsBeside(situation, wanted) ? secondListens(situation, wanted) : [];
    const moved = beside.length > 0 ? beside : directiveEdits(situation, wanted, LISTEN);
    const edits = moved.length > 0 ? moved : secondListens(situation, wanted);
    if (edits.length === 0) return [];
    return [
      {
        title: `Write listen ${formatEndpoint(wanted.address, wanted.port)} in nginx's configuration`,
        edits,
      },
    ];
  },
};
