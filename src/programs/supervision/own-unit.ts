import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { listed } from '../../net/english.js';
import { absolutePath, folderOf, startedIn } from '../door.js';
import type { Fix, Step } from '../fixes/fix.js';
import { fullPath } from '../fixes/program-file.js';
import { ownEnvironment } from '../fixes/relaunch.js';
import { goesAway, startCommand } from '../fixes/restart.js';
import { hiddenText } from '../fixes/restart-words.js';
import { mayStayZombie, stopLine, stopSteps } from '../fixes/stop.js';
import { recognised } from '../identify.js';
import { baseName } from '../invocation.js';
import type { Situation } from '../program.js';
import { SYSTEM_PATH } from '../system-path.js';
import { respawnerOf } from './respawn.js';
import { unitWord } from './systemd.js';

const WHY = 'A systemd unit outlives logouts, crashes and reboots.';

/** A service of systemd for a server that has none: its file (systemd.service(5)), and the command that starts it; in words where another init runs. */
export function ownUnit(situation: Situation): Fix {
  if (!situation.machine.logout) return withoutSystemd(situation.machine);
  const lines = unitFile(situation);
  return { title: 'Make it a service', text: [WHY, ...lines].join('\n'), needsRoot: true };
}

/** What is stopped to be started by a systemd that does not run stays down. */
const withoutSystemd = ({ container }: Machine): Fix => ({
  title: 'Make it a service',
  text: `systemd does not run here. ${
    container && container !== 'wsl'
      ? 'In a container, make it the command that the container runs, and let the engine start that again: docker run --restart unless-stopped.'
      : 'A service of the init that does (OpenRC, runit, SysV), or a program of supervisord, outlives logouts, crashes and reboots.'
  }`,
  needsRoot: true,
});

/** systemd takes no path that is relative to WorkingDirectory for the program itself. */
const executed = ([first = '', ...rest]: readonly string[], directory: string): readonly string[] => [
  first.includes('/') ? absolutePath(first, directory) : first,
  ...rest,
];

/** The folder of an interpreter that systemd would not find: nvm's, pyenv's, one below /opt. */
function ownFolder({ executable }: Process): string | undefined {
  const folder = executable?.startsWith('/') ? folderOf(executable) : '';
  return folder === '' || SYSTEM_PATH.includes(folder) ? undefined : folder;
}

/** Most values are not kept, because they may be secrets; of the caller's own variables nobody tells which the server needs. */
function leftOut({ apart }: Process): string {
  const such = apart?.variables?.slice(0, 3) ?? ['passwords'];
  return `Not in it are variables that netcheck does not keep, such as ${listed(such)}. What the server needs of them belongs in a file that EnvironmentFile= names.`;
}

/** A script that would bring the old one back ends before it; a shell at a terminal heeds no TERM. */
function loopFirst({ process, processes, configuration }: Situation): readonly Step[] {
  const loop = respawnerOf(process, processes, configuration);
  return loop?.script ? [{ do: 'stop', pid: loop.process.pid }] : [];
}

function unitFile(situation: Situation): readonly string[] {
  const { process, processes, machine } = situation;
  const command = startCommand(situation);
  const directory = startedIn(process) ?? process.directory;
  if (directory === null) return [hiddenText(machine)];
  if (!command) return ['How it was started is not to be seen, so write it by hand.'];
  const found = recognised(process, processes);
  const forks = goesAway(situation);
  const name = baseName(directory).replace(/[^\w.-]/g, '') || 'server';
  const user = found?.program.dropsPrivileges || process.uid === 0 ? [] : [`  User=${process.user}`];
  const folder = ownFolder(process);
  const sets = Object.entries({
    ...(folder ? { PATH: [folder, ...SYSTEM_PATH].join(':') } : {}),
    // The caller's variables are none of systemd's.
    ...ownEnvironment(process, { ...machine, environment: {} }),
  });
  const words = executed(fullPath(process, command), directory);
  const whole = folder && !words[0]?.includes('/') ? ['/usr/bin/env', ...words] : words;
  return [
    `Write /etc/systemd/system/${name}.service:`,
    '  [Service]',
    ...(forks ? ['  Type=forking'] : []),
    ...user,
    `  WorkingDirectory=${directory.replaceAll('%', '%%')}`,
    ...sets.map(([key, value]) => `  Environment=${unitWord(`${key}=${value}`)}`),
    `  ExecStart=${whole.map(unitWord).join(' ')}`,
    '  Restart=on-failure',
    '  [Install]',
    '  WantedBy=multi-user.target',
    leftOut(process),
    'Then:',
    `  ${stopLine([...loopFirst(situation), ...stopSteps(situation)], mayStayZombie(situation))}; sudo systemctl enable --now ${name}`,
  ];
}
