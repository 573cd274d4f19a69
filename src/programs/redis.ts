import { boundBy } from './directive.js';
import { filesAt } from './door.js';
import { editMatch } from './edit.js';
import type { Candidate, Change, Program, Situation, Wanted } from './program.js';
import { quoted } from './shell.js';

const NAME = /^(redis-server|valkey-server|keydb-server)$/;

const cliOf = ({ process }: Candidate): string =>
  process.name.startsWith('valkey') ? 'valkey-cli' : 'redis-cli';

/** The bind line of its configuration file, so that the change outlives a restart. */
function edits({ configuration }: Situation, wanted: Wanted) {
  return configuration.flatMap(file => editMatch(file, /^bind\s+(.+)$/m, wanted.address) ?? []);
}

/**
 * Redis and Valkey (redis.io, "Redis security"). They replace their command line by a title, and take a new address
 * while they run (CONFIG SET bind, since 6.2). Without a password, protected mode turns other machines away.
 */
export const program: Program = {
  id: 'redis',
  title: 'Redis',
  defaultPorts: [6379],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  dropsPrivileges: true,
  daemonises: ({ process }) => process.parent <= 1 && process.session === process.pid,
  startedAs: ({ process, invocation }) => (invocation.titled ? undefined : process.command),
  bindErrors: [/Could not create server TCP listening socket (\S+):(\d+)/],
  recognise: ({ invocation, process }) =>
    NAME.test(invocation.name) || /^(redis|valkey)-server/.test(process.name)
      ? { name: process.name.startsWith('valkey') ? 'Valkey' : 'Redis', role: 'single', version: null }
      : undefined,
  configuration: ({ process, invocation }, door) => {
    const named = invocation.titled ? undefined : invocation.args.find(word => word.endsWith('.conf'));
    const usual = process.user === 'redis' ? '/etc/redis/redis.conf' : undefined;
    return filesAt(
      door,
      [named ?? usual].filter(path => path !== undefined),
    );
  },
  logs: () => ['/var/log/redis/redis-server.log'],
  listenAt: (situation, wanted, candidate): readonly Change[] => {
    const at = boundBy(situation)[0] ?? '127.0.0.1';
    const cli = `${cliOf(candidate)} -h ${quoted(at)} -p ${wanted.port} CONFIG SET`;
    return [
      {
        title: `Tell the running Redis to listen on ${wanted.address}`,
        edits: edits(situation, wanted),
        live: `${cli} bind ${quoted(wanted.address)} && ${cli} protected-mode no`,
        risk: 'Without a password (requirepass) everybody who reaches it can read and change everything, and more.',
      },
    ];
  },
};
