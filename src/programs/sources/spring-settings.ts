import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { occursOnce } from '../fixes/edit.js';
import { baseName, invocationOf } from '../invocation.js';
import type { Change, FileDoor, Wanted } from '../program.js';

/** Where Spring Boot looks beside the jar, the files that win first (docs.spring.io, "Externalized Configuration"). */
const FILES = ['config/application', 'application'].flatMap(name =>
  ['properties', 'yml', 'yaml'].map(ending => `${name}.${ending}`),
);
const IS_ONE = /(?:^|\/)application\.(?:properties|ya?ml)$/;

/** Files of which most was not read: what stands there once may stand there twice. */
export const isSpringFile = ({ path }: Pick<ConfigurationFile, 'path'>): boolean => IS_ONE.test(path);

/** The lines about where it listens, and below which path it serves; others may hold secrets. */
const KEPT =
  /\bserver\.(?:address|port|servlet\.context-path)\b|^\s*(?:server|servlet|address|port|context-path)[ \t]*:/;

/** Its settings beside a jar of Java's, with nothing of other lines but how far in they stand. */
export function springFiles(process: Process, door: FileDoor): readonly ConfigurationFile[] {
  const { language, script } = invocationOf(process);
  const folder = startedIn(process);
  if (language !== 'java' || !script?.endsWith('.jar') || folder === null) return [];
  return filesAt(
    door,
    FILES.map(each => absolutePath(each, folder)),
  ).map(file => ({
    ...file,
    text: file.text
      .split('\n')
      .map(line => (KEPT.test(line) ? line : line.replace(/\S.*$/s, '…')))
      .join('\n'),
  }));
}

const PROPERTY = /^([ \t]*server\.address[ \t]*[=:][ \t]*)(\S+)[ \t]*$/m;
/** `address` in the block `server` of the first column, further in than that. */
const BLOCK = /^(server:[ \t]*(?:\r?\n(?:[ \t][^\r\n]*)?)*)/m;
const KEY = /^([ \t]+address:[ \t]*)["']?([^\s"'#]+)["']?[ \t]*$/m;

const lineOf = ({ path, text }: ConfigurationFile): RegExpExecArray | null =>
  path.endsWith('.properties') ? PROPERTY.exec(text) : KEY.exec(BLOCK.exec(text)?.[0] ?? '');

/** The line of server.address that has the bound address, of the file that counts. The whole line is looked for: other lines were not kept. */
export function springChanges(
  files: readonly ConfigurationFile[],
  bound: readonly string[],
  { address }: Wanted,
): readonly Change[] {
  const file = files.find(each => isSpringFile(each) && lineOf(each) !== null);
  const [line = '', key = '', value = ''] = (file && lineOf(file)) ?? [];
  if (!file || !bound.includes(value) || !occursOnce(file.text, line)) return [];
  const edit = { file: file.path, find: line, replace: key + address };
  return [{ title: `Write server.address ${address} in ${baseName(file.path)}`, edits: [edit] }];
}
