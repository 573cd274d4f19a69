import type { Machine } from '../../facts/machine/types.js';
import { isMeant } from '../../facts/namespaces/is-meant.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Supervised } from '../../facts/subject/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import { commandLine, quoted } from '../shell.js';
import { pm2Command } from '../supervision/pm2.js';
import { systemctl } from '../supervision/systemctl.js';
import type { Fix } from './fix.js';

/** A server that something could start again, and that nobody has. */
export interface Startable {
  /** 'nginx.service', "PM2's shop". */
  readonly who: string;
  /** 'inactive (dead)', 'stopped'. */
  readonly state: string;
  readonly source: string;
  readonly fact: 'units' | 'pm2' | 'containers' | 'subject';
  readonly fix: Fix;
}

/** Units, PM2 entries and containers for a port, or of a name that is asked about, that are not running, without having failed. */
export function startables(
  units: readonly Unit[],
  entries: readonly Pm2Entry[],
  containers: readonly Container[],
  port: number,
  machine: Machine,
  asked: string | null = null,
): readonly Startable[] {
  return [
    ...ownStart(
      units.filter(
        each => each.activeState === 'inactive' || each.subState === 'exited' || isClosed(each, port),
      ),
    ).map(each => stoppedUnit(each, machine)),
    ...entries
      .filter(each => /^(?:stopped|saved)$/.test(each.status) && each.ports.includes(port))
      .map(each => stoppedEntry(each, machine)),
    ...containers.filter(each => isStopped(each) && isMeant(each, port, asked)).map(stoppedContainer),
  ];
}

/** Without those services that are begun by their socket, which is there: by themselves they may have none (sd_listen_fds(3)). */
const ownStart = (units: readonly Unit[]): readonly Unit[] =>
  units.filter(
    ({ name, enabled }) =>
      enabled ||
      !name.endsWith('.service') ||
      !units.some(each => each.name === name.replace(/\.service$/, '.socket')),
  );

/** A socket that counts as active where nobody listens: systemd closes what its file says no more, and opens nothing, as it reads that again. */
const isClosed = ({ name, activeState, listens, kinds }: Unit, port: number): boolean =>
  name.endsWith('.socket') &&
  activeState === 'active' &&
  !kinds &&
  listens.some(each => each.endsWith(`:${port}`));

function stoppedUnit(unit: Unit, machine: Machine): Startable {
  const { state, fix } = startOf(unit);
  return {
    who: unit.name,
    state,
    source: 'systemctl show',
    fact: 'units',
    fix: { ...fix, needsRoot: unit.scope !== 'user' && machine.uid !== 0 },
  };
}

/** How a unit that is not running comes to run: what is masked is let go first, and a condition has to hold. */
function startOf(unit: Unit): { readonly state: string; readonly fix: Omit<Fix, 'needsRoot'> } {
  const control = systemctl(unit);
  const name = quoted(unit.name);
  const start = `${control} start ${name}`;
  if (unit.masked)
    return {
      state: 'masked, so that nothing can start it',
      fix: {
        title: `Unmask ${unit.name}, and start it`,
        steps: [
          { do: 'run', command: `${control} unmask ${unit.masked === 'runtime' ? '--runtime ' : ''}${name}` },
          { do: 'run', command: start },
        ],
        risk: 'Somebody masked it so that it does not run.',
      },
    };
  if (unit.invalid)
    return {
      state: 'not loaded: systemd does not take its file, of which a setting is missing or malformed',
      fix: {
        title: `Mend the file of ${unit.name}, and start it`,
        text: `This names the line; a path in ExecStart= has to begin with /:\n  systemd-analyze ${unit.scope === 'user' ? '--user ' : ''}verify ${unit.files.length > 0 ? commandLine(unit.files.slice(0, 1)) : name}\nThen:\n  ${control} daemon-reload\n  ${start}`,
      },
    };
  const [failed] = unit.failed ?? [];
  if (failed)
    return {
      state: `inactive: ${failed}, which it requires, has failed`,
      fix: {
        title: `Let ${failed} run, and start ${unit.name}`,
        text: `These say why ${failed} failed:\n  ${control} status ${quoted(failed)}\n  journalctl -n 50 -u ${quoted(failed)}`,
      },
    };
  if (unit.unmet)
    return {
      state: `inactive: ${unit.unmet === true ? 'a condition in its unit' : unit.unmet} did not hold`,
      fix: {
        title: `Let the conditions of ${unit.name} hold, and start it`,
        text: `${unit.unmet === true ? `A Condition…= or Assert…= line keeps systemd from starting it. This says which:\n  ${control} status ${name}\n` : ''}Once it holds, or is gone from the unit and ${control} daemon-reload was run:\n  ${start}`,
      },
    };
  if (unit.subState === 'exited')
    return {
      state: 'active (exited): its commands have ended',
      // To start what counts as active does nothing.
      fix: {
        title: `Start ${unit.name} again`,
        steps: [{ do: 'run', command: `${control} restart ${name}` }],
      },
    };
  if (unit.activeState === 'active')
    return {
      state:
        'active, and has not opened the port: its file was changed and read since, and that alone opens nothing',
      // While its service runs, a socket is not started (systemd.socket(5)).
      fix: {
        title: `Start ${unit.name} again`,
        steps: [
          {
            do: 'run',
            command: `${control} stop ${quoted(unit.name.replace(/\.socket$/, '.service'))} 2>/dev/null; ${control} restart ${name}`,
          },
        ],
        risk: 'What its service still answers elsewhere is cut off.',
      },
    };
  return {
    state: `${unit.activeState} (${unit.subState})`,
    fix: { title: `Start ${unit.name}`, steps: [{ do: 'run', command: start }] },
  };
}

export function stoppedEntry(entry: Pm2Entry, machine: Machine): Startable {
  if (entry.status === 'saved') return savedEntry(entry, machine);
  return {
    who: `PM2's ${entry.name}`,
    state: entry.status,
    source: `rpc.sock of PM2 in ${entry.home}`,
    fact: 'pm2',
    fix: {
      title: `Let PM2 start ${entry.name}`,
      steps: [{ do: 'run', command: `${pm2Command(entry, machine)} restart ${quoted(entry.name)}` }],
      needsRoot: false,
    },
  };
}

/** As after a reboot: its daemon brings back all that was saved. */
const savedEntry = (entry: Pm2Entry, machine: Machine): Startable => ({
  who: `PM2's ${entry.name}`,
  state: 'saved, and no PM2 daemon runs that would have started it',
  source: `${entry.home}/dump.pm2`,
  fact: 'pm2',
  fix: {
    title: 'Let PM2 start what it has saved',
    steps: [{ do: 'run', command: `${pm2Command(entry, machine)} resurrect` }],
    ...(entry.startup
      ? {}
      : { risk: 'After a reboot it is gone again: pm2 startup makes PM2 start at boot.' }),
    needsRoot: false,
  },
});

/** supervisorctl leaves alone what runs already, and says whether it has started what does not. */
export function stoppedProgram(
  {
    name,
    control = name,
    steer = 'supervisorctl',
    configuration,
    uid,
    by = 'supervisord',
    start: up,
  }: Supervised,
  machine?: Machine,
): Startable & { readonly start: string } {
  const start = up ?? commandLine([steer, '-c', configuration, 'start', control]);
  return {
    who: `${by}'s ${name}`,
    state: 'not running',
    source: configuration,
    fact: 'subject',
    start,
    fix: {
      title: `Let ${by} start ${name}`,
      steps: [{ do: 'run', command: start }],
      needsRoot: machine !== undefined && machine.uid !== 0 && machine.uid !== uid,
    },
  };
}

/** Ended by itself, or by SIGTERM or SIGINT as somebody asked for it (docker stop, Ctrl-C). */
export const isStopped = ({ running, exitCode }: Container): boolean =>
  !running && [0, 130, 143].includes(exitCode ?? 0);

/** Starts a container again, with the ports that it was made with. */
export const startContainer = ({ engine, name }: Container): Fix => ({
  title: `Start container ${name}`,
  steps: [{ do: 'run', command: commandLine([engine, 'start', name]) }],
  needsRoot: false,
});

const stoppedContainer = (container: Container): Startable => ({
  who: `container ${container.name}`,
  state: (container.startedAt ?? 0) <= 0 ? 'created, and was never started' : 'stopped',
  source: `${container.engine} inspect ${container.name}`,
  fact: 'containers',
  fix: startContainer(container),
});
