import { expect } from 'vitest';
import type { Process } from '../../src/facts/processes/types.js';
import { admittanceOf } from '../../src/programs/access/client-rules.js';
import { configurationOf, logsOf } from '../../src/programs/files.js';
import type { Fix } from '../../src/programs/fixes/fix.js';
import { addressFixes, restartFix } from '../../src/programs/fixes/fixes.js';
import { candidateOf, identify } from '../../src/programs/identify.js';
import type { FileDoor, Program } from '../../src/programs/program.js';
import { upstreamsOf } from '../../src/programs/proxies/upstreams.js';
import { siteFor } from '../../src/programs/proxies/virtual-hosts.js';
import { running } from '../support/healthy.js';
import { recorded } from './commands.js';
import { entry, situationOf, unit } from './situation.js';

export const wanted = { address: '0.0.0.0', port: 8000 };
/** Texts by their paths. */
export type Files = Readonly<Record<string, string>>;

/** Each program's own command lines; one that was never recorded is called by its id. */
export const commandsOf = ({ id, recognise }: Program): readonly (readonly string[])[] => {
  const own = recorded
    .map(([command]) => command)
    .filter(command => {
      const one = at(command);
      return recognise(candidateOf(one, [one])) !== undefined;
    });
  return own.length > 0 ? own : [[id, '--listen', '127.0.0.1:8000', '--config', '/srv/app.js']];
};

/** A server that was started by npm in /srv. */
export const at = (command: readonly string[], more: Partial<Process> = {}): Process =>
  running(42, command, {
    name: (command[0] ?? '').split(/[ :]/)[0]!.split('/').at(-1)!.slice(0, 15),
    environment: { npm_package_json: '/srv/package.json', npm_lifecycle_event: 'start', HOST: '127.0.0.1' },
    ...more,
  });

/** What may stand above a server: nothing, a script that loops, supervisord, npm. */
export const above: readonly (readonly string[])[] = [
  [],
  ['/bin/sh', '/srv/start.sh'],
  ['/usr/bin/python3', '/usr/bin/supervisord', '-c', '/etc/supervisor/supervisord.conf'],
  ['npm run start'],
];

/** These files, and no others. */
export const doorOn = (files: Files): FileDoor => ({
  read: path => files[path],
  list: folder =>
    Object.keys(files)
      .filter(path => path.startsWith(`${folder}/`))
      .map(path => path.slice(folder.length + 1).split('/')[0]!),
  modifiedAt: () => 0,
});

/** An edit finds its place once when those before it are done. */
function expectToApply(fix: Fix, files: Files): void {
  const left = new Map(Object.entries(files));
  for (const step of fix.steps ?? []) {
    if (step.do !== 'edit') continue;
    const text = left.get(step.file) ?? '';
    const place = text.indexOf(step.find);
    expect([step.find, place >= 0 && place === text.lastIndexOf(step.find)]).toEqual([step.find, true]);
    left.set(step.file, text.slice(0, place) + step.replace + text.slice(place + step.find.length));
  }
}

/** Everything that netcheck asks of a program, from its recognition to its fixes; what it is, and its files. */
export function follow(process: Process, parent: readonly string[], files: Files) {
  const processes =
    parent.length > 0 ? [running(41, parent, { parent: 1 }), { ...process, parent: 41 }] : [process];
  const server = processes.at(-1)!;
  const door = doorOn(files);
  const { program, label } = identify(server, processes);
  expect(typeof program).toBe('string');
  expect(label.length).toBeLessThanOrEqual(60);
  const configuration = configurationOf(server, processes, door);
  for (const { path, text } of configuration) {
    const lines = files[path]?.split('\n') ?? [];
    expect(text.split('\n').every((line, at) => line.trim() === '…' || line === lines[at])).toBe(true);
  }
  for (const path of logsOf(server, processes, door)) expect(typeof path).toBe('string');
  const keeping = { units: [unit()], pm2: [], containers: [] };
  for (const more of [{}, keeping, { pm2: [entry()] }]) {
    const situation = situationOf(server, { processes, configuration, ...more });
    for (const fix of [...addressFixes(situation, wanted), restartFix(situation)]) expectToApply(fix, files);
  }
  return { program, configuration };
}

/** Where these proxies would pass a request on to, which site would answer it, and whom it lets in. */
export function followOn(
  configuration: ReturnType<typeof configurationOf>,
  proxies: readonly string[],
): void {
  const passed = { port: 8000, host: 'www.shop.test', path: '/api/x.php' };
  for (const name of proxies) {
    for (const { host, port, path, protocol } of upstreamsOf(configuration, name, passed)) {
      expect(typeof protocol).toBe('string');
      expect(path === null ? typeof host : typeof path).toBe('string');
      expect(path === null ? typeof port : 'number').toBe('number');
    }
    const site = siteFor(configuration, name, passed)?.site;
    expect(site?.names.every(each => typeof each === 'string') ?? true).toBe(true);
    const admittance = admittanceOf(configuration, name, passed, { client: '10.0.0.7', server: '10.0.0.1' });
    expect(typeof (admittance?.text ?? '')).toBe('string');
  }
}

/** One long text in place of every file that a program reads, and of none that an include may name. */
export function followLong(command: readonly string[], text: string): void {
  const door: FileDoor = { read: () => text, list: () => [], modifiedAt: () => 0 };
  const server = at(command);
  const configuration = configurationOf(server, [server], door);
  logsOf(server, [server], door);
  addressFixes(situationOf(server, { configuration }), wanted);
}
