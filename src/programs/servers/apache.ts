import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { formatEndpoint } from '../../net/address.js';
import { isApplet } from '../applet.js';
import { absolutePath, filesAt, folderOf } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { expandPattern, withIncluded } from '../include.js';
import { optionValue } from '../options.js';
import type { Candidate, FileDoor, Program } from '../program.js';
import { isNamed, recognition, roleByName } from '../recognise.js';

const NAME = ['apache2', 'httpd', 'httpd.worker', 'httpd.event'];
const LISTEN = /^[ \t]*(?:Listen|<VirtualHost)\s+(\[[^\]\s]+\]|[\w.]+):(\d+)/gim;

/** Debian's and Red Hat's places, where -f does not name the file. */
const places = [
  '/etc/apache2/apache2.conf',
  '/etc/httpd/conf/httpd.conf',
  '/usr/local/apache2/conf/httpd.conf',
];

/** Sites of which the root is looked at. */
const MOST = 20;

/** What lies in the folders that it names, and two below those of its sites, and counts there where AllowOverride lets it. */
function ofFolders(files: readonly ConfigurationFile[], door: FileDoor): readonly ConfigurationFile[] {
  const named = (pattern: RegExp) => [
    ...new Set(
      files.flatMap(({ text }) => [...text.matchAll(pattern)].map(match => match[1]!.replace(/\/$/, ''))),
    ),
  ];
  const roots = named(/^[ \t]*(?:DocumentRoot|Alias\s+\S+)\s+"?(\/[^"\s]+)/gim).slice(0, MOST);
  const others = named(/^[ \t]*<Directory\s+"?(\/[^"\s>*?[]+)/gim);
  return filesAt(door, [
    ...new Set([
      ...[...roots, ...others].map(folder => `${folder}/.htaccess`),
      ...['/*', '/*/*'].flatMap(below =>
        roots.flatMap(root => expandPattern(door, `${root}${below}/.htaccess`)),
      ),
    ]),
  ]);
}

function configuration({ invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const { args } = invocation;
  const given = optionValue(args, ['-f']);
  const root = optionValue(args, ['-d']);
  const main = given
    ? absolutePath(given, root ?? '/etc/apache2')
    : places.find(path => door.read(path) !== undefined);
  if (main === undefined) return [];
  let base = root ?? (main.startsWith('/etc/httpd') ? '/etc/httpd' : folderOf(main));
  const files = withIncluded(door, main, ({ text }) => {
    base = /^[ \t]*ServerRoot\s+"?([^"\s]+)/m.exec(text)?.[1] ?? base;
    return [...text.matchAll(/^[ \t]*Include(?:Optional)?\s+"?([^"\s]+)/gim)].map(([, name]) =>
      absolutePath(name!, base),
    );
  });
  return [...files, ...ofFolders(files, door)];
}

/**
 * Apache httpd (httpd.apache.org, "Binding to Addresses and Ports"). A graceful restart binds the new socket while the
 * old one still is, so an address on the same port takes a full restart.
 */
export const program: Program = {
  id: 'apache',
  title: 'Apache HTTP Server',
  defaultPorts: [80],
  manySites: true,
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  onHangUp: 'reads its configuration again',
  daemonises: ({ invocation }) =>
    !invocation.args.some(
      word => word === '-DFOREGROUND' || word === '-X' || word === 'FOREGROUND' || word === 'NO_DETACH',
    ),
  rehearsal: command => {
    const at = command.indexOf('-k');
    return [...(at < 0 ? command : command.toSpliced(at, 2)), '-t'];
  },
  recognise: candidate =>
    isNamed(candidate, NAME) && !isApplet(candidate.process)
      ? recognition('Apache', roleByName(candidate, NAME))
      : undefined,
  configuration,
  logs: (candidate, door) => [
    ...configuration(candidate, door).flatMap(file =>
      [...file.text.matchAll(/^[ \t]*ErrorLog\s+"?(\/[^"\s]+)/gm)].map(match => match[1]!),
    ),
    '/var/log/apache2/error.log',
    '/var/log/httpd/error_log',
  ],
  listenAt: (situation, wanted) => {
    const edits = directiveEdits(situation, wanted, LISTEN);
    if (edits.length === 0) return [];
    return [
      {
        title: `Write Listen ${formatEndpoint(wanted.address, wanted.port)} in Apache's configuration`,
        edits,
      },
    ];
  },
};
