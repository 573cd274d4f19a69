import type { Process } from '../../facts/processes/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { folderOf } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';
import type { Finding } from '../rule.js';
import { at, named } from '../serving.js';
import { absent } from './absent.js';
import { type Claim, claimOf, portlessClaimOf } from './claimed.js';
import { fileMeaning, type Signs, variableWith } from './likeness.js';
import { namingEvidence, otherWay, unheeded } from './other-way.js';
import type { Server } from './relatives.js';

/** The finding of a server that listens on another port. */
export function movedTo(
  { socket, process, holders }: Server,
  { files, logs, limits: { ephemeral } }: Omit<Signs, 'another' | 'machine'>,
  processes: readonly Process[],
  question: Question,
): Finding {
  const { address, port } = socket.local;
  const variable = variableWith(process, port);
  const ignored = variableWith(process, question.port);
  const meant = variable ? undefined : fileMeaning(process, files, question.port);
  const strayed =
    meant?.path.endsWith('/.env') &&
    process.directory !== null &&
    folderOf(meant.path) !== process.directory &&
    invocationOf(process).language !== 'python';
  // npm and its shell only started who has the socket.
  const who = named(holders.includes(process) ? process : (holders[0] ?? process), processes);
  const isEphemeral = port >= ephemeral.first && port <= ephemeral.last;
  const open = isEphemeral ? variableWith(process, 0) : undefined;
  const said = isEphemeral && !open ? logs : [];
  const claim = claimOf(holders[0] ?? process, question.port, said);
  const portless = claim ? undefined : portlessClaimOf(holders[0] ?? process, said);
  const unread = unheeded(question.port, {
    ignored,
    meant,
    claim,
    startedIn: strayed ? process.directory : null,
  });
  const why = reasonOf(variable, open, portless);
  const found = absent(
    `Nothing listens on port ${question.port}; ${who} listens on ${port} instead${isLoopback(address) ? `, at ${address} only` : ''}${why}${unread}.`,
    `it is on ${port}`,
    [
      {
        fact: 'listeners',
        says: `${who} listens on ${at(address, port)}`,
        source: 'sock_diag or /proc/net',
      },
      ...namingEvidence(question.port, { meant, claim: claim ?? portless }),
      ...[variable, open, ignored].flatMap(each => (each ? [inEnvironment(each, process)] : [])),
    ],
    [
      {
        title: `Use port ${port}`,
        text: `  netcheck why ${port}${question.protocol === 'udp' ? '/udp' : ''}\n${otherWay(holders[0] ?? process, process, question.port, { ignored: ignored?.[0], meant, strayed: strayed === true })}`,
        needsRoot: false,
      },
    ],
  );
  return { ...found, elsewhere: port };
}

type Variable = readonly [string, string];

/** Why it has the port that it has. */
function reasonOf(variable?: Variable, open?: Variable, portless?: Claim): string {
  if (variable) return ` (${variable.join('=')} in its environment says so)`;
  if (open) return ` (${open[0]}=0 in its environment lets the kernel choose one)`;
  return portless ? ' (it was told no port, so the kernel chose one)' : '';
}

const inEnvironment = ([name, value]: Variable, { pid }: Process) => ({
  fact: 'processes' as const,
  says: `${name}=${value}`,
  source: `/proc/${pid}/environ`,
});
