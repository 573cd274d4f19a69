import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { fileAt } from '../door.js';
import type { FileDoor } from '../program.js';

/** Where the units are that no package brought (systemd.unit(5)). */
export const FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/usr/local/lib/systemd/system'];
const MOST = 200;

/** A service by its file alone, for whoever may not ask systemd what became of it. */
export interface WrittenService {
  readonly name: string;
  readonly file: string;
  /** What it runs, as ExecStart= has it. */
  readonly command: string;
}

/** Files of this machine's own services whose command or environment names the port. */
export const unitFilesNaming = (door: FileDoor, port: number): readonly ConfigurationFile[] =>
  FOLDERS.flatMap(folder =>
    door
      .list(folder)
      .filter(name => name.endsWith('.service'))
      .slice(0, MOST)
      .map(name => `${folder}/${name}`)
      .filter(path => namesPort(door.read(path) ?? '', port))
      .flatMap(path => fileAt(door, path) ?? []),
  );

function namesPort(text: string, port: number): boolean {
  const spoken = new RegExp(`(^|[^\\d.])${port}([^\\d.]|$)`);
  return text
    .split('\n')
    .some(line => /^[ \t]*(ExecStart|Environment)[ \t]*=/.test(line) && spoken.test(line));
}

/** The services that these files describe, of those that name the port. */
export const servicesIn = (files: readonly ConfigurationFile[], port: number): readonly WrittenService[] =>
  files.flatMap(({ path, text }) => {
    const folder = FOLDERS.find(each => path.startsWith(`${each}/`) && path.endsWith('.service'));
    const command = /^[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!|]*(\S.*)$/m.exec(text)?.[1]?.trim();
    return folder && command && namesPort(text, port)
      ? [{ name: path.slice(folder.length + 1), file: path, command }]
      : [];
  });
