import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { filesAt } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import { editsAt } from '../fixes/edit.js';
import { wantsBeside } from '../fixes/family-both.js';
import { asLines } from '../fixes/fix.js';
import type { Candidate, Change, Edit, FileDoor, Program, Situation, Wanted } from '../program.js';
import { quoted } from '../shell.js';

const NAME = /^(redis-server|valkey-server|keydb-server)$/;

const cliOf = ({ process }: Candidate): string =>
  process.name.startsWith('valkey') ? 'valkey-cli' : 'redis-cli';

const OPEN =
  'Without a password (requirepass) everybody who reaches it can read and change everything, and more.';

const PASSWORD = /^[ \t]*requirepass[ \t]+\S/m;

/** A shell command that prints the password in a configuration file, so that no fix has it in its text. */
const passwordIn = (path: string): string =>
  `sed -n 's/^[[:blank:]]*requirepass[[:blank:]]*"*\\([^"]*\\)"*$/\\1/p' ${quoted(path)} | tail -n 1`;

/**
 * Its file says the address, and that others may come without a password where that is `open`, so that the change
 * outlives a restart.
 */
function edits({ configuration }: Situation, { address, port }: Wanted, open: boolean): readonly Edit[] {
  return configuration.flatMap(file => {
    // One of several has a file of its own.
    if (Number(/^[ \t]*port[ \t]+(\d+)/m.exec(file.text)?.[1] ?? 6379) !== port) return [];
    const places = [...file.text.matchAll(/^[ \t]*(bind|protected-mode)[ \t].*$/gm)].filter(
      ([, name]) => open || name === 'bind',
    );
    const at = places.findLast(([, name]) => name === 'bind');
    if (!at) return [];
    return editsAt(
      file,
      places.map(each => ({
        start: each.index,
        end: each.index + each[0].length,
        text: each === at ? linesFor(address, open) : `# ${each[0]}`,
      })),
    );
  });
}

const linesFor = (address: string, open: boolean): string =>
  `bind ${address}${open ? '\nprotected-mode no' : ''}`;

/** Where nobody reaches the running server any more, its file says it all. */
function restarted(situation: Situation, wanted: Wanted): Change {
  const open = !situation.locked && !situation.configuration.some(({ text }) => PASSWORD.test(text));
  const changes = edits(situation, wanted, open);
  const title = `Have Redis listen on ${wanted.address}`;
  if (changes.length === 0)
    return {
      title,
      byHand: `In its configuration file:\n${asLines(linesFor(wanted.address, open))}\nThen stop it and start it again as you did.`,
    };
  return { title, edits: changes, ...(open ? { risk: OPEN } : {}) };
}

function configuration({ process, invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const named = invocation.titled ? undefined : invocation.args.find(word => word.endsWith('.conf'));
  const usual = process.user === 'redis' ? '/etc/redis/redis.conf' : undefined;
  return filesAt(
    door,
    [named ?? usual].filter(path => path !== undefined),
  );
}

/**
 * Redis and Valkey (redis.io, "Redis security"). They replace their command line by a title, and take a new address
 * while they run (CONFIG SET bind, since 6.2). Without a password, protected mode turns other machines away;
 * with one, redis-cli takes it from REDISCLI_AUTH.
 */
export const program: Program = {
  id: 'redis',
  title: 'Redis',
  defaultPorts: [6379],
  portLine: {
    file: /\.conf$/,
    line: /^[ \t]*(?:tls-)?port[ \t]+(\d+)/gim,
    counts: 'last',
  },
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  daemonises: ({ process }) => process.parent <= 1 && process.session === process.pid,
  startedAs: ({ process, invocation }) => (invocation.titled ? undefined : process.command),
  recognise: ({ invocation, process }) =>
    NAME.test(invocation.name) || /^(redis|valkey)-server/.test(process.name)
      ? { name: process.name.startsWith('valkey') ? 'Valkey' : 'Redis', role: 'single' }
      : undefined,
  configuration,
  logs: (candidate, door) => [
    ...configuration(candidate, door).flatMap(({ text }) =>
      [...text.matchAll(/^[ \t]*logfile[ \t]+"?(\/[^\s"]+)/gm)].map(([, path = '']) => path),
    ),
    '/var/log/redis/redis-server.log',
  ],
  listenAt: (situation, asked, candidate): readonly Change[] => {
    const wanted = wantsBeside(situation, asked) ? { ...asked, address: '0.0.0.0 ::' } : asked;
    const at = boundBy(situation)[0] ?? '127.0.0.1';
    const place = `-h ${quoted(at)} -p ${wanted.port}`;
    const bind = `CONFIG SET bind ${quoted(wanted.address)}`;
    const cli = `${cliOf(candidate)} ${place}`;
    // redis-cli ends well although the server has refused: CONFIG may be renamed, or kept from this user.
    const done = 'grep -qx OK';
    const told = `Tell the running Redis to listen on ${wanted.address}`;
    if (situation.lost) return [restarted(situation, wanted)];
    const holder = situation.configuration.find(file => PASSWORD.test(file.text));
    if (holder) {
      const live = `REDISCLI_AUTH="$(${passwordIn(holder.path)})" ${cli} ${bind} | ${done}`;
      return [{ title: told, edits: edits(situation, wanted, false), live }];
    }
    if (situation.locked)
      return [
        {
          title: told,
          byHand: `It wants its password, which redis-cli asks for: ${cliOf(candidate)} --askpass ${place} ${bind}\nIts configuration file needs the same: bind ${wanted.address}`,
        },
      ];
    const written = edits(situation, wanted, true);
    // Its title hides which file it has read, if any: it writes that by itself (CONFIG REWRITE), or says why not.
    const keeps = written.length === 0;
    const live = `${cli} ${bind} | ${done} && ${cli} CONFIG SET protected-mode no | ${done}`;
    return [
      {
        title: keeps ? `${told}, and to keep that in its configuration file if it has one` : told,
        edits: written,
        live: keeps ? `${live} && ${cli} CONFIG REWRITE` : live,
        risk: OPEN,
      },
    ];
  },
};
