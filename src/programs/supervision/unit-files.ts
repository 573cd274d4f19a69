import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { fileAt } from '../door.js';
import { baseName } from '../invocation.js';
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

/** What a service's file has it run. */
export const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!|]*(\S.*)$/gm)].map(([, command = '']) =>
    command.trim(),
  );

/** How far in a command its program stands: `/srv/venv/bin/gunicorn …`, `node /srv/app.js`, `python3 -m gunicorn …`. */
const WORDS = 3;

/** Whether the command runs the program or the script of that name. */
export const runsProgram = (command: string, name: string): boolean =>
  command.split(/\s+/, WORDS).some(word => baseName(word) === name);

/** The services that these files describe, of those that name the port. */
export const servicesIn = (files: readonly ConfigurationFile[], port: number): readonly WrittenService[] =>
  files.flatMap(({ path, text }) => {
    const folder = FOLDERS.find(each => path.startsWith(`${each}/`) && path.endsWith('.service'));
    const [command] = commandsIn(text);
    return folder && command && namesPort(text, port)
      ? [{ name: path.slice(folder.length + 1), file: path, command }]
      : [];
  });
