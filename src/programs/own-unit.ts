import { absolutePath, startedIn } from './door.js';
import type { Fix } from './fix.js';
import { recognised } from './identify.js';
import { baseName } from './invocation.js';
import type { Situation } from './program.js';
import { fullPath, ownEnvironment } from './relaunch.js';
import { goesAway, startCommand } from './restart.js';
import { unitWord } from './systemd.js';

const WHY = 'A systemd unit outlives logouts, crashes and reboots.';

/** A service of systemd for a server that has none: its file (systemd.service(5)), and the command that starts it. */
export function ownUnit(situation: Situation): Fix {
  const lines = unitFile(situation);
  return { title: 'Make it a service', text: [WHY, ...lines].join('\n'), needsRoot: true };
}

/** systemd takes no path that is relative to WorkingDirectory for the program itself. */
const executed = ([first = '', ...rest]: readonly string[], directory: string): readonly string[] => [
  first.includes('/') ? absolutePath(first, directory) : first,
  ...rest,
];

function unitFile(situation: Situation): readonly string[] {
  const { process, processes, machine } = situation;
  const command = startCommand(situation);
  const directory = startedIn(process) ?? process.directory;
  if (!command || directory === null) return ['How it was started is not to be seen, so write it by hand.'];
  const found = recognised(process, processes);
  const forks = goesAway(situation);
  const name = baseName(directory).replace(/[^\w.-]/g, '') || 'server';
  const user = found?.program.dropsPrivileges || process.uid === 0 ? [] : [`  User=${process.user}`];
  const sets = Object.entries(ownEnvironment(process, machine));
  return [
    `Write /etc/systemd/system/${name}.service:`,
    '  [Service]',
    ...(forks ? ['  Type=forking'] : []),
    ...user,
    `  WorkingDirectory=${directory.replaceAll('%', '%%')}`,
    ...sets.map(([key, value]) => `  Environment=${unitWord(`${key}=${value}`)}`),
    `  ExecStart=${executed(fullPath(process, command), directory).map(unitWord).join(' ')}`,
    '  Restart=on-failure',
    '  [Install]',
    '  WantedBy=multi-user.target',
    'Then:',
    `  kill ${process.pid}; systemctl enable --now ${name}`,
  ];
}
