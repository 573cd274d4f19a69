import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface, type Interface as Lines } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readFirewall } from '../../src/facts/firewall/read.js';
import type { FirewallRules } from '../../src/facts/firewall/types.js';
import type { Interface } from '../../src/facts/interfaces/types.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';
import { ground } from './generate.js';

const sender = fileURLToPath(new URL('sender.py', import.meta.url));

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
const inside = (name: string, program: string, args: readonly string[], input?: string) =>
  execFileSync('ip', ['netns', 'exec', name, program, ...args], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  });

/** A packet to be sent: from the other machine or from this one itself. */
export interface Shot {
  readonly from: 'client' | 'self';
  readonly family: 4 | 6;
  readonly source: string | null;
  readonly destination: string;
  readonly port: number;
}

interface Worker {
  readonly child: ChildProcess;
  readonly lines: Lines;
}

function start(name: string, args: readonly string[]): Worker {
  const child = spawn('ip', ['netns', 'exec', name, 'python3', sender, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout! }) };
}

const nextLine = (worker: Worker): Promise<string> =>
  new Promise(resolve => worker.lines.once('line', resolve));

async function ask(worker: Worker, shots: readonly Shot[]): Promise<string[]> {
  if (shots.length === 0) return [];
  const answer = nextLine(worker);
  worker.child.stdin!.write(
    `${JSON.stringify(shots.map(shot => [shot.family, shot.source, shot.destination, shot.port]))}\n`,
  );
  return JSON.parse(await answer) as string[];
}

/** Two namespaces on a cable with a server in one and senders in both; `close` takes them away again. */
export interface Ground {
  readonly system: System;
  load(program: string, args: readonly string[], rules: string): void;
  /** The program is installed, and the kernel takes its rules. */
  works(program: string, args: readonly string[]): boolean;
  clear(): void;
  send(shots: readonly Shot[]): Promise<string[]>;
  close(): void;
}

const sysctls = [
  'net.ipv6.icmp.ratelimit=0',
  'net.ipv4.icmp_ratelimit=0',
  'net.ipv4.icmp_msgs_per_sec=100000',
  'net.ipv4.icmp_msgs_burst=100000',
  'net.ipv4.tcp_syncookies=0',
  'net.ipv4.tcp_max_syn_backlog=4096',
];

/** Tables of the old iptables without rules; their policies have to be said, or they stay. */
const empty = Object.entries({
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
})
  .map(([table, chains]) => `*${table}\n${chains.map(chain => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`)
  .join('');

/** Makes the namespaces (needs root), whose names end with this one. */
export async function makeGround(name: string): Promise<Ground> {
  const names = { server: `nc-fw-s${process.pid}-${name}`, client: `nc-fw-c${process.pid}-${name}` };
  for (const namespace of Object.values(names)) ip('netns', 'add', namespace);
  ip(
    'link',
    'add',
    'fw1',
    'netns',
    names.server,
    'type',
    'veth',
    'peer',
    'name',
    'fw1',
    'netns',
    names.client,
  );
  for (const namespace of Object.values(names)) {
    for (const device of ['lo', 'fw1']) ip('-n', namespace, 'link', 'set', device, 'up');
    for (const sysctl of sysctls)
      try {
        inside(namespace, 'sysctl', ['-qw', sysctl]);
      } catch {
        // Not every kernel keeps this limit for each namespace.
      }
  }
  ip('-n', names.server, 'addr', 'add', `${ground.server[4]}/24`, 'dev', 'fw1');
  ip('-n', names.server, '-6', 'addr', 'add', `${ground.server[6]}/64`, 'dev', 'fw1', 'nodad');
  for (const address of ground.clients[4])
    ip('-n', names.client, 'addr', 'add', `${address}/24`, 'dev', 'fw1');
  for (const address of ground.clients[6])
    ip('-n', names.client, '-6', 'addr', 'add', `${address}/64`, 'dev', 'fw1', 'nodad');
  const server = start(names.server, ['serve', ...ground.listening.map(String)]);
  await nextLine(server);
  const limit = process.env.NETCHECK_KERNEL_LIMIT ?? '1.4';
  const senders = {
    client: start(names.client, ['send', limit]),
    self: start(names.server, ['send', limit]),
  };
  const system: System = {
    ...realSystem,
    netlink: () => undefined,
    read: (path, size) =>
      path.startsWith('/proc/net/') ? inside(names.server, 'cat', [path]) : realSystem.read(path, size),
    run: (program, args, options) =>
      realSystem.run('ip', ['netns', 'exec', names.server, program, ...args], {
        ...options,
        timeout: 20_000,
      }),
  };
  return {
    system,
    load: (program, args, rules) => void inside(names.server, program, args, rules),
    works: (program, args) => {
      try {
        inside(names.server, program, args, program === 'nft' ? 'table inet t\n' : '*filter\nCOMMIT\n');
        return true;
      } catch {
        return false;
      }
    },
    clear: () => {
      inside(names.server, 'nft', ['flush', 'ruleset']);
      for (const tool of ['iptables-legacy', 'ip6tables-legacy'])
        if (legacyInUse(system, tool)) inside(names.server, `${tool}-restore`, ['-w'], empty);
    },
    send: async shots => {
      const index = {
        client: shots.filter(shot => shot.from === 'client'),
        self: shots.filter(shot => shot.from === 'self'),
      };
      const [client, self] = await Promise.all([
        ask(senders.client, index.client),
        ask(senders.self, index.self),
      ]);
      return shots.map(shot =>
        shot.from === 'client' ? client[index.client.indexOf(shot)]! : self[index.self.indexOf(shot)]!,
      );
    },
    close: () => {
      for (const { child } of [server, senders.client, senders.self]) child.kill('SIGKILL');
      for (const namespace of Object.values(names))
        try {
          ip('netns', 'del', namespace);
        } catch {
          // Already gone.
        }
    },
  };
}

function legacyInUse(system: System, tool: string): boolean {
  try {
    return system.read(`/proc/net/${tool.startsWith('ip6') ? 'ip6' : 'ip'}_tables_names`).trim() !== '';
  } catch {
    return false;
  }
}

/** The interfaces of the server's namespace, as the reader of interfaces would give them. */
export const interfaces = [
  {
    index: 1,
    name: 'lo',
    flags: ['LOOPBACK', 'UP'],
    type: 'loopback',
    kind: null,
    group: 'default',
    addresses: [own(4, '127.0.0.1', 8), own(6, '::1', 128)],
  },
  {
    index: 2,
    name: 'fw1',
    flags: ['UP'],
    type: 'ether',
    kind: 'veth',
    group: 'default',
    addresses: [own(4, ground.server[4], 24), own(6, ground.server[6], 64)],
  },
] as unknown as readonly Interface[];

function own(family: 4 | 6, address: string, prefix: number) {
  return { family, address, prefix, scope: 'global', flags: [], peer: null, broadcast: null };
}

/** The rules as the reader sees them now. */
export async function rulesOn(where: Ground): Promise<FirewallRules> {
  const fact = await readFirewall(where.system);
  if (fact.status !== 'known')
    throw new Error(`the rules were not read whole: ${JSON.stringify(fact).slice(0, 300)}`);
  return fact.value;
}
