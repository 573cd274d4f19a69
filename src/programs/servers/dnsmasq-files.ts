import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { absolutePath, startedIn } from '../door.js';
import { withIncluded } from '../include.js';
import { optionValue, optionValues } from '../options.js';
import type { Candidate, FileDoor } from '../program.js';

/** Files of a folder that are read. */
const MOST = 200;
/** Names that are left aside in every folder. */
const SKIPPED = /^[.]|^#.*#$|~$/;
const LINE = /^[ \t]*conf-(file|dir)[ \t]*=[ \t]*"?([^\s"#]+)/gm;

/** The files of `FOLDER,*.conf` (those alone), or of `FOLDER,.bak` (all others). */
function filesIn(door: FileDoor, value: string, from: string | null): readonly string[] {
  const [folder = '', ...endings] = value.split(',').filter(Boolean);
  const only = endings.filter(each => each.startsWith('*')).map(each => each.slice(1));
  const path = absolutePath(folder, from);
  return [...door.list(path)]
    .filter(name => !SKIPPED.test(name) && !endings.some(each => name.endsWith(each)))
    .filter(name => only.length === 0 || only.some(each => name.endsWith(each)))
    .sort()
    .slice(0, MOST)
    .map(name => `${path}/${name}`);
}

/** What dnsmasq reads (dnsmasq(8): --conf-file, --conf-dir), on its command line or in a file that it reads. */
export function dnsmasqFiles(
  { process, invocation }: Candidate,
  door: FileDoor,
): readonly ConfigurationFile[] {
  const from = startedIn(process);
  const main = optionValue(invocation.args, ['-C', '--conf-file']);
  const included = ({ text }: ConfigurationFile) =>
    [...text.matchAll(LINE)].flatMap(([, kind, value = '']) =>
      kind === 'file' ? absolutePath(value, from) : filesIn(door, value, from),
    );
  const folders = optionValues(invocation.args, ['-7', '--conf-dir']);
  // Debian hands that folder to its service on the command line.
  const all = main === undefined && folders.length === 0 ? ['/etc/dnsmasq.d'] : folders;
  const first = [
    main ? absolutePath(main, from) : '/etc/dnsmasq.conf',
    ...all.flatMap(each => filesIn(door, each, from)),
  ];
  const files = first.flatMap(path => withIncluded(door, path, included));
  return files.filter(({ path }, at) => files.findIndex(each => each.path === path) === at);
}
