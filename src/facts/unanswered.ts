import type { System } from '../system/system.js';
import type { Answers } from './answers.js';
import { known, valueIn } from './fact.js';
import type { Facts } from './facts.js';
import type { Ground } from './ground.js';
import { logsIn, readLogs } from './logs/read.js';
import { logsOfKept, logsOfSupervised } from './logs/supervised.js';
import { isHandedOn } from './namespaces/forwarder.js';
import type { Probe } from './probes/types.js';
import { collectProcesses } from './processes/collect.js';
import type { Process } from './processes/types.js';
import { logsOfAll, meantFor } from './search.js';
import { listPids } from './sockets/kin.js';
import { readUnits } from './units/read.js';

/** Whoever holds the port may keep a unit from it, and is asked `behind` a proxy: looked for where the answer is not the one that was asked for. */
export async function unitsFor(
  system: System,
  ground: Ground,
  { units, probes }: Answers,
  behind: readonly Process[],
): Promise<Facts['units']> {
  const { ports, target, port } = ground;
  if (!ports.served || target.kind !== 'url' || isAnswered(probes)) return units;
  return readUnits(system, { processes: [...ground.known.processes, ...behind], port, name: target.program });
}

/** Nor may it let a program of supervisord's have it, or one that lives on without it: their logs say so. */
export function logsFor(
  system: System,
  { ports, target, port, known: { processes: running } }: Ground,
  { probes }: Answers,
  processes: Facts['processes'],
): Facts['logs'] {
  // Who has ended has said since what it died of.
  const ended = (valueIn(processes) ?? []).filter(each => each.ended);
  if (ended.length > 0)
    return readLogs(system, [...logsOfKept(system, ended, listPids(system)), ...logsOfAll(system, ended)]);
  if (!ports.served || port === null || isAnswered(probes)) return ports.logs;
  const holders = running.filter(({ pid }) => ports.pids.includes(pid));
  const pids = listPids(system);
  const told = probes.some(isTurnedDown) ? readAgain(system, ports.logs, holders) : ports.logs;
  const before = readLogs(system, logsOfKept(system, holders, pids), valueIn(told) ?? []);
  if (target.kind !== 'url') return before;
  // What is passed on is served in another network namespace, whose supervisord counts.
  const isPassedOn = holders.some(each => isHandedOn(each, port));
  const network = isPassedOn ? null : (holders[0]?.networkNamespace ?? null);
  const { wanted } = meantFor(system, othersThan(pids, ports.pids), port);
  // They come with their families, whose folders hold the logs of anything.
  const kept = (valueIn(collectProcesses(system, wanted)) ?? []).filter(({ pid }) => wanted.includes(pid));
  return readLogs(
    system,
    [...logsOfSupervised(system, pids, port, network), ...logsOfAll(system, kept)],
    valueIn(before) ?? [],
  );
}

const othersThan = (pids: readonly number[], own: readonly number[]): readonly number[] =>
  pids.filter(pid => !own.includes(pid));

/** What came to connect was hung up on before it had a byte, or got an error. */
const isTurnedDown = ({ conversations }: Probe): boolean =>
  conversations.some(
    ({ outcome, firstBytes, http }) =>
      (http?.status ?? 0) >= 400 || ((outcome === 'closed' || outcome === 'reset') && firstBytes === ''),
  );

/**
 * What a server, or a tunnel, says of a request that it fails at it says when that came, which was just now. What only lies
 * beside it where the caller stands may be of who is behind it.
 */
function readAgain(system: System, before: Facts['logs'], holders: readonly Process[]): Facts['logs'] {
  const own = logsOfAll(system, holders);
  const written = own.filter(({ because }) => because === 'process-output');
  const places = [...written, ...logsIn(system, system.directory, 'caller-directory'), ...own];
  const now = valueIn(readLogs(system, places)) ?? [];
  const others = (valueIn(before) ?? []).filter(each => !now.some(({ path }) => path === each.path));
  return known([...now, ...others], 'log files');
}

/** The request of a URL got an answer that is no error. */
const isAnswered = (probes: readonly Probe[]): boolean =>
  probes.some(({ conversations }) =>
    conversations.some(({ reason, http }) => reason === 'asked' && http !== null && http.status < 400),
  );
