import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { isRunner, masterOf } from '../../programs/family.js';
import { type Fix, warning } from '../../programs/fixes/fix.js';
import { changeFix } from '../../programs/fixes/fixes.js';
import { ontoPort } from '../../programs/fixes/onto-port.js';
import { recognised } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import type { Program } from '../../programs/program.js';
import { quoted } from '../../programs/shell.js';
import { isForever } from '../../programs/supervision/forever.js';
import { type FoundFront, frontOnPort } from '../front.js';
import { absent, idleOn } from '../port/absent.js';
import { meantBy } from '../process/meant.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import { namedSocket } from './named-socket.js';
import { isService, wordsFor } from './socket-words.js';

/** What keeps servers running takes its orders on a socket of its own. */
const keepers = new Set(['pm2-daemon', 'supervisord']);

/** The program that was meant listens on a unix socket and on no port. */
export const rule = defineRule({
  code: 'bind/unix-socket-only',
  needs: ['sockets', 'unixListeners', 'owners', 'processes', 'listeners', 'subject', 'machine'],
  mayUse: ['configuration', 'units', 'pm2', 'containers', 'logs'],
  // Who has the very port was meant, whatever else runs in this folder.
  explainedBy: [
    'bind/config-not-in-effect',
    'namespace/not-published',
    'port/bound-not-listening',
    'port/taken-by-outgoing',
    'port/udp-only',
  ],
  check(facts, question) {
    const { sockets, processes, subject } = facts;
    if (question.target.kind === 'unix' || question.protocol === 'udp') return undefined;
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    const found = candidatesOf(facts, question);
    const meant = signs.map(sign => found.find(each => each.sign === sign)).find(Boolean);
    if (!meant) return namedSocket(facts, question);
    const { process, path } = meant;
    const who = named(process, processes);
    const front = subject.pids.includes(process.pid) ? frontOnPort(facts, path) : undefined;
    if (front) return behind(who, path, front);
    return absent(
      `${who} listens on the unix socket ${path} and on no port, so nobody can reach it by TCP.`,
      `unix socket ${path}`,
      [{ fact: 'unixListeners', says: `${who} listens on ${path}`, source: 'unix_diag or /proc/net/unix' }],
      fixesOf(facts, meant, question),
    );
  },
});

/** What tells that a program is the one that was meant, the surest first. */
const signs = ['named', 'port', 'folder'] as const;

interface Meant {
  readonly process: Process;
  readonly path: string;
  readonly program: Program | undefined;
  readonly sign: (typeof signs)[number];
}

/**
 * It serves clients, as far as its program tells: what only runs on Node may be a tool of the project (Nx's daemon, an
 * editor's), which has its socket in a folder made for that.
 */
function isServer({ process, path, program }: Omit<Meant, 'sign'>): boolean {
  if (!program || keepers.has(program.id)) return false;
  const isTools =
    /^\/tmp\/[^/]+\/|(?:^|\/)\./.test(path) || /\bnode_modules\//.test(invocationOf(process).script ?? '');
  return !program.generic || !isTools;
}

/** A child holds all that its parent does until it runs its own program: PM2's daemon starts one after the other. */
const isNew = ({ startedAt }: Process, { now }: Machine): boolean => startedAt > now - 1000;

/** Every program with a unix socket and no port that may be meant. */
function candidatesOf(
  facts: Seen<'unixListeners' | 'owners' | 'processes' | 'listeners' | 'subject' | 'machine', never>,
  question: Question,
): readonly Meant[] {
  const { port, target } = question;
  const { unixListeners, owners, processes, listeners, subject, machine } = facts;
  const holds = (inode: number, pid: number) => owners.pidsByInode[inode]?.includes(pid) ?? false;
  // Whose command or configuration names the port was meant, whatever else runs in this folder.
  const claims = meantBy(facts, question);
  return processes.flatMap((process): readonly Meant[] => {
    const isNamed = subject.pids.includes(process.pid);
    // A watcher (tsx) talks to what it runs on a socket of its own.
    if ((isRunner(process) || isForever(process)) && !isNamed) return [];
    const own = unixListeners.find(each => each.type === 'stream' && holds(each.inode, process.pid));
    if (!own || listeners.some(each => holds(each.inode, process.pid))) return [];
    if (isNew(process, machine) && holds(own.inode, process.parent)) return [];
    const program = recognised(process, processes)?.program;
    const meant = { process, path: own.path, program };
    if (isNamed) return [{ ...meant, sign: 'named' }];
    if (program?.defaultPorts.includes(port)) return [{ ...meant, sign: 'port' }];
    // Whoever was called by name is not whoever happens to serve in this folder.
    const isGuess =
      target.program === null &&
      target.pid === null &&
      !subject.idle &&
      (!claims || claims.pid === process.pid);
    const here = isGuess && isServer(meant) && process.directory === machine.directory;
    return here ? [{ ...meant, sign: 'folder' }] : [];
  });
}

/** Node takes what is no number for a path; a variable that nobody has set becomes a word of its own. */
const noNumber = (path: string): string =>
  `Its port was given as ${quoted(path)}, which is no number, so it was taken for the path of a socket${mistake(path)}.`;

function mistake(path: string): string {
  if (/^(?:undefined|null|NaN|\$\w+)$/.test(path))
    return ': the variable that should hold the port is not set';
  return path === 'localhost' || familyOf(path) ? `: the port comes first, listen(3000, '${path}')` : '';
}

/** By its socket as it is, or by a port. */
function fixesOf(facts: Parameters<typeof opened>[0], meant: Meant, question: Question): readonly Fix[] {
  const { path, process, program, sign } = meant;
  const words = wordsFor(program);
  // A service has its usual port: that it stands in the folder says little of another one.
  const isGuess = sign === 'folder' && question.port > 0 && isService(program);
  // Nobody gives a socket a name without folder or ending ("3000;", "$PORT"): a port was meant.
  const isPort = !/^@|\/|\.[a-z]\w*$/i.test(path);
  const fixes = [
    { title: words.title, text: words.client(path), needsRoot: false },
    (isGuess ? undefined : opened(facts, meant, question)) ?? {
      title: 'Let it listen on a port',
      text:
        isPort && invocationOf(process).language === 'node' ? `${noNumber(path)} ${words.port}` : words.port,
      needsRoot: false,
    },
  ];
  return isPort ? fixes.reverse() : fixes;
}

/** It is made to listen at the port that was asked for, or at its usual one; undefined where it is not known how. */
function opened(
  facts: Parameters<typeof situationWith>[0] & Seen<'processes' | 'machine', never>,
  { process, path, program }: Meant,
  { port, target }: Question,
): Fix | undefined {
  const { processes, machine } = facts;
  const master = masterOf(process, processes);
  const situation = situationWith(facts, { process: master, processes, listener: null, machine });
  const here = target.host === 'localhost' || (target.host !== null && isLoopback(target.host));
  const wanted = {
    address: here ? '127.0.0.1' : '0.0.0.0',
    port: port || (program?.defaultPorts[0] ?? 0),
  };
  const change = wanted.port > 0 ? ontoPort(situation, path, wanted) : undefined;
  if (!change) return undefined;
  const open = here ? undefined : 'Every machine that can reach this one can then connect.';
  return changeFix(situation, { ...change, ...warning(open, change.risk) });
}

/** The way of its clients leads through a proxy: that is what can be asked about, and what they reach or not. */
function behind(who: string, path: string, front: FoundFront): Finding {
  const { proxy, port, host, text, place } = front;
  const site = host === null ? '' : ` for ${host}`;
  const where = front.path === '/' ? '' : `, below ${front.path}`;
  const way = `port ${port} of ${proxy}${site}${where}`;
  const url = `http${port === 443 ? 's' : ''}://${host ?? 'localhost'}:${port}${front.path}`;
  const found = absent(
    `${who} listens on the unix socket ${path} and on no port of its own: its clients come by ${way}.`,
    `unix socket ${path}, behind port ${port}`,
    [
      { fact: 'unixListeners', says: `${who} listens on ${path}`, source: 'unix_diag or /proc/net/unix' },
      { fact: 'configuration', says: `${proxy} passes on to it: ${text}`, source: place },
    ],
    [
      {
        title: `Ask about the port that leads to it`,
        text: `  netcheck why ${port}\nOr about that very site:\n  netcheck why ${quoted(url)}`,
        needsRoot: false,
      },
    ],
  );
  return { ...found, headline: `it has no port of its own, its clients come by ${way}` };
}
