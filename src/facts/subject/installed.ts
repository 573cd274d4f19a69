import { doorOn } from '../../programs/door.js';
import { configurationOf } from '../../programs/files.js';
import { recognised } from '../../programs/identify.js';
import { type Service, serviceCalled, serviceWords } from '../../programs/installed.js';
import { baseName } from '../../programs/invocation.js';
import type { FileDoor } from '../../programs/program.js';
import { SYSTEM_PATH } from '../../programs/system-path.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { commandName } from '../processes/command-name.js';
import { parseStat } from '../processes/stat.js';
import type { Process } from '../processes/types.js';
import { unseen } from '../processes/unseen.js';
import { readPids } from '../sockets/kin.js';
import { textOf } from '../text-of.js';
import type { Installed } from './types.js';

/** The process that the service would be, as far as its configuration is found by that. */
const imagined = (command: readonly string[], user: string, directory: string): Process => ({
  ...unseen,
  pid: 0,
  parent: 1,
  name: baseName(command[0]!),
  command,
  directory,
  uid: 0,
  user,
  state: 'X',
  threads: 0,
});

/** Debian keeps each PostgreSQL cluster in /etc/postgresql/VERSION/NAME. */
function clusters(door: FileDoor): readonly (readonly string[])[] {
  const root = '/etc/postgresql';
  return door
    .list(root)
    .flatMap(version => door.list(`${root}/${version}`).map(name => [version, name] as const))
    .slice(0, 8)
    .map(([version, name]) => {
      const folder = `${root}/${version}/${name}`;
      const program = `/usr/lib/postgresql/${version}/bin/postgres`;
      return [program, '-D', folder, '-c', `config_file=${folder}/postgresql.conf`];
    });
}

const commandsOf = (service: Service, door: FileDoor): readonly (readonly string[])[] =>
  service.program === 'postgres' ? clusters(door) : [service.command];

/** The names that the program itself goes by: `mysql` and `ssh` mean a server, and are clients. */
const namesOf = ({ words, command, program }: Service): readonly string[] =>
  [...words, baseName(command[0]!)].filter(name => {
    const process = imagined([name], 'root', '/');
    return recognised(process, [process])?.program.id === program;
  });

/**
 * The program itself is on this machine: its client's package brings some of its files too, and a removed one leaves its
 * own behind. What is no service of the machine is started in a folder of its own.
 */
function isThere(system: System, service: Service, [program = '']: readonly string[]): boolean {
  const paths = program.startsWith('/')
    ? [program]
    : namesOf(service).flatMap(name => SYSTEM_PATH.map(folder => `${folder}/${name}`));
  return service.units.length === 0 || paths.some(path => attempt(() => system.status(path)) !== undefined);
}

function portsIn(text: string, { port, conditional }: Service): readonly number[] {
  const sure = conditional ? text.replace(conditional, '') : text;
  return [...sure.matchAll(port)].map(match => Number(match[1]));
}

/** The ports that the files name, or the usual one; none where they keep it off TCP, by such a line or as port 0. */
function portsOf(texts: readonly string[], service: Service, off: RegExp | undefined): readonly number[] {
  if (texts.some(text => off?.test(text))) return [];
  const named = new Set(texts.flatMap(text => portsIn(text, service)));
  if (named.size === 0 && service.otherwise) return [service.otherwise];
  return [...named].filter(each => each > 0 && each < 65536);
}

/**
 * Where a server program that does not run would listen, by its configuration in the usual place, and where its log is.
 * Undefined where the word is none that we know, no configuration of it is on this machine, or that names other ports
 * than the one that is `wanted`, for which the program has to be here too.
 */
export function installedAs(system: System, word: string, wanted?: number): Installed | undefined {
  const service = serviceCalled(word);
  if (!service) return undefined;
  const door = doorOn(system);
  const commands = commandsOf(service, door).filter(
    command => wanted === undefined || isThere(system, service, command),
  );
  const processes = commands.map(command => imagined(command, service.user ?? 'root', system.directory));
  const files = processes.flatMap(each => configurationOf(each, [each], door));
  if (files.length === 0) return undefined;
  const naming = files.filter(({ text }) => portsIn(text, service).length > 0);
  const program = recognised(processes[0]!, [processes[0]!])?.program;
  const texts = files.map(({ text }) => text);
  const ports = portsOf(texts, service, program?.off);
  if (wanted !== undefined && !ports.includes(wanted)) return undefined;
  const logs = processes.flatMap(process => {
    const found = recognised(process, [process]);
    return found?.program.logs?.(found.candidate, door) ?? [];
  });
  return {
    title: program?.title ?? word,
    ports,
    files: (naming.length > 0 ? naming : files).map(({ path }) => path).slice(0, 8),
    logs: [...new Set(logs)].slice(0, 8),
    units: service.units,
    test: service.test ?? null,
  };
}

/** It has ended, and whoever started it has not asked how: the first process of many containers never does. */
const isZombie = (system: System, pid: number): boolean =>
  parseStat(textOf(system, `/proc/${pid}/stat`))?.state === 'Z';

/** The one server program whose configuration names the port, and which does not run; undefined where two do, or some processes are hidden. */
export function idleOnPort(system: System, port: number): Installed | undefined {
  const listed = readPids(system);
  if (listed.status !== 'known') return undefined;
  const [found, ...others] = serviceWords.flatMap(word => {
    const installed = installedAs(system, word, port);
    return installed ? [{ installed, names: namesOf(serviceCalled(word)!) }] : [];
  });
  if (!found || others.length > 0) return undefined;
  const runs = listed.value.some(
    pid => found.names.includes(commandName(system, pid)) && !isZombie(system, pid),
  );
  return runs ? undefined : found.installed;
}
