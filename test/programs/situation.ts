import type { ConfigurationFile } from '../../src/facts/configuration/types.js';
import type { Machine } from '../../src/facts/machine/types.js';
import type { Process } from '../../src/facts/processes/types.js';
import type { Pm2Entry, Unit } from '../../src/facts/units/types.js';
import type { Situation } from '../../src/programs/program.js';
import { listener, now } from '../support/healthy.js';

export const machine: Machine = {
  platform: 'linux',
  release: '6.18.0',
  hostName: 'box',
  now,
  bootedAt: now - 86_400_000,
  uid: 1000,
  directory: '/home/ana',
  pid: 99_999,
  container: null,
  environment: { HOME: '/home/ana', PATH: '/usr/bin' },
  logout: { killUserProcesses: false, spared: ['root'], lingering: [] },
};

export const unit = (more: Partial<Unit> = {}): Unit => ({
  name: 'shop.service',
  scope: 'system',
  activeState: 'active',
  subState: 'running',
  result: 'success',
  exitStatus: null,
  signal: null,
  restarts: 0,
  restart: 'no',
  enabled: true,
  mainPid: 42,
  startedAt: now - 3_600_000,
  command: '/usr/bin/python3 -m http.server 8000',
  files: ['/etc/systemd/system/shop.service'],
  workingDirectory: '/srv',
  addressDeny: '',
  addressAllow: '',
  listens: [],
  log: [],
  ...more,
});

export const entry = (more: Partial<Pm2Entry> = {}): Pm2Entry => ({
  id: 0,
  name: 'shop',
  mode: 'fork',
  pid: 42,
  status: 'online',
  restarts: 0,
  startedAt: now - 3_600_000,
  script: '/srv/app.js',
  interpreter: 'node',
  args: [],
  directory: '/srv',
  outputLog: '/home/ana/.pm2/logs/shop-out.log',
  errorLog: '/home/ana/.pm2/logs/shop-error.log',
  home: '/home/ana/.pm2',
  daemon: 7,
  program: 'pm2',
  saved: false,
  startup: false,
  ports: [8000],
  log: [],
  ...more,
});

export const file = (path: string, text: string): ConfigurationFile => ({ path, text, modifiedAt: now });

/** A server on 127.0.0.1:8000 that somebody wants elsewhere; say what differs. */
export const situationOf = (process: Process, more: Partial<Situation> = {}): Situation => ({
  process,
  listener: listener('127.0.0.1', 8000),
  processes: [process],
  configuration: [],
  units: [],
  pm2: [],
  containers: [],
  logs: [],
  machine,
  ...more,
});
