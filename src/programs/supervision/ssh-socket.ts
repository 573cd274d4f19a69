import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { filesAt } from '../door.js';
import type { Fix } from '../fixes/fix.js';
import { expandPattern } from '../include.js';
import { baseName } from '../invocation.js';
import type { FileDoor } from '../program.js';

/** The units by which systemd listens in sshd's place, as Debian and Fedora call them. */
const UNITS = ['ssh.socket', 'sshd.socket'];
/** Where units are, the first one wins; drop-ins of all of them count, by their names (systemd.unit(5)). */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/lib'].map(folder => `${folder}/systemd/system`);
const GENERATED = '/run/systemd/generator';

/**
 * Where sshd_config names the port and a socket unit of sshd is enabled: sshd's files and that unit's, drop-ins in the
 * order in which they are read. Empty otherwise. Works on files alone, with no systemd that runs.
 */
export function sshSocketFiles(door: FileDoor, port: number): readonly ConfigurationFile[] {
  const main = '/etc/ssh/sshd_config';
  const text = door.read(main);
  if (text === undefined) return [];
  const included = [...text.matchAll(/^[ \t]*Include[ \t]+(\S+)/gim)].flatMap(([, path = '']) =>
    expandPattern(door, path.startsWith('/') ? path : `/etc/ssh/${path}`),
  );
  const own = filesAt(door, [main, ...included]);
  if (!sshPorts(own).includes(port)) return [];
  const name = UNITS.find(each => isEnabled(door, each));
  const unit = name && FOLDERS.map(folder => `${folder}/${name}`).find(path => door.modifiedAt(path) > 0);
  return unit ? [...own, ...filesAt(door, [unit, ...dropIns(door, name)])] : [];
}

const isEnabled = (door: FileDoor, name: string): boolean =>
  ['/etc/systemd/system', '/run/systemd/system', GENERATED].some(folder =>
    ['sockets.target.wants', 'ssh.service.requires', 'sshd.service.requires'].some(needs =>
      door.list(`${folder}/${needs}`).includes(name),
    ),
  );

/** A drop-in hides those of its name in folders that count less. */
function dropIns(door: FileDoor, name: string): readonly string[] {
  const found = new Map<string, string>();
  for (const folder of [...FOLDERS.toSpliced(2, 0, GENERATED)].reverse())
    for (const file of door.list(`${folder}/${name}.d`))
      if (file.endsWith('.conf')) found.set(file, `${folder}/${name}.d/${file}`);
  return [...found].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, path]) => path);
}

/** The ports that sshd_config names: Port, and ListenAddress with one. */
const sshPorts = (files: readonly ConfigurationFile[]): readonly number[] =>
  files
    .flatMap(({ text }) => [
      ...text.matchAll(/^[ \t]*(?:Port[ \t=]+|ListenAddress[ \t=]+\S+:)(\d{1,5})[ \t\r]*$/gim),
    ])
    .map(match => Number(match[1]));

/** The port that sshd's file names, and where systemd listens for sshd instead. */
export interface ActivatedSsh {
  /** ssh.socket, and its file or drop-in that says where it listens. */
  readonly unit: string;
  readonly file: string;
  /** As written: 22, 0.0.0.0:22. */
  readonly listens: readonly string[];
  readonly ports: readonly number[];
  /** The file of sshd's own that names the port asked for. */
  readonly config: string;
  /** All ports that sshd's own files name. */
  readonly wanted: readonly number[];
}

/** What these files say of a port; undefined where the socket unit has it too, or there is no such unit among them. */
export function activatedSsh(files: readonly ConfigurationFile[], port: number): ActivatedSsh | undefined {
  const units = files.filter(({ path }) => /\/sshd?\.socket(\.d\/[^/]+\.conf)?$/.test(path));
  const first = units[0];
  const own = files.filter(({ path }) => path.startsWith('/etc/ssh/'));
  const config = own.find(each => sshPorts([each]).includes(port));
  if (!first || !config) return undefined;
  let listens: readonly string[] = [];
  let file = first.path;
  for (const { path, text } of units)
    for (const [, value = ''] of text.matchAll(/^[ \t]*ListenStream[ \t]*=[ \t]*(\S*)[ \t\r]*$/gim)) {
      listens = value === '' ? [] : [...listens, value];
      file = path;
    }
  const ports = listens
    .map(each => Number(/(?:^|:)(\d{1,5})$/.exec(each)?.[1] ?? 0))
    .filter(each => each > 0);
  if (ports.length === 0 || ports.includes(port)) return undefined;
  const unit = baseName(first.path);
  return {
    unit,
    file,
    listens,
    ports: [...new Set(ports)],
    config: config.path,
    wanted: [...new Set(sshPorts(own))],
  };
}

/** A drop-in with the ports of sshd_config. The service has to end first, or its socket may not start; sessions live on. */
export function listenAsConfigured({ unit, file, wanted, ports }: ActivatedSsh, uid: number): Fix {
  const folder = `/etc/systemd/system/${unit}.d`;
  const last = baseName(file);
  const name = last.endsWith('.conf') && last >= 'listen.conf' ? `z${last}` : 'listen.conf';
  const lines = ['[Socket]', 'ListenStream=', ...wanted.map(port => `ListenStream=${port}`)];
  const service = unit.replace(/\.socket$/, '.service');
  return {
    title: `Let ${unit} listen where sshd_config says`,
    steps: [
      {
        do: 'run',
        command: `mkdir -p ${folder} && printf '%s\\n' ${lines.map(line => `'${line}'`).join(' ')} >${folder}/${name}`,
      },
      {
        do: 'run',
        command: `systemctl daemon-reload && systemctl stop ${service} 2>/dev/null; systemctl restart ${unit}`,
      },
    ],
    risk: `New sessions then come by port ${wanted.join(' and ')}, and by ${ports.join(' and ')} no more: keep one open until that is seen to work.`,
    needsRoot: uid !== 0,
  };
}
