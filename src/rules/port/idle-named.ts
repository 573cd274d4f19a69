import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import { commandLine, quoted } from '../../programs/shell.js';
import { pm2Command } from '../../programs/supervision/pm2.js';
import type { Evidence } from '../rule.js';

/** What was asked for by its name in PM2 or a container engine, and does not serve there. */
interface Idle {
  readonly who: string;
  readonly evidence: Evidence;
  readonly start: string;
}

/**
 * The container or PM2 entry of that name which is to have the port, and does not run or runs without it, as one of `pids`;
 * undefined where none is.
 */
export function idleNamed(
  word: string | undefined,
  port: number,
  entries: readonly Pm2Entry[],
  containers: readonly Container[],
  machine: Machine,
  pids: readonly number[],
): Idle | undefined {
  if (word === undefined) return undefined;
  const container = containers.find(
    each => each.name === word && !each.running && each.published.some(({ hostPort }) => hostPort === port),
  );
  if (container) {
    const { engine, name } = container;
    return {
      who: `container ${name}`,
      evidence: {
        fact: 'containers',
        says: `${name} is to have port ${port}, and does not run`,
        source: `${engine} inspect ${name}`,
      },
      start: commandLine([engine, 'start', name]),
    };
  }
  const named = entries.filter(each => each.name === word);
  const [entry] = named;
  const isIdle = ({ status, pid }: Pm2Entry) =>
    status === 'stopped' || status === 'errored' || pids.includes(pid);
  if (!entry || !named.every(isIdle)) return undefined;
  return {
    who: `PM2's ${entry.name}`,
    evidence: {
      fact: 'pm2',
      says: `${entry.name} is ${entry.status}`,
      source: `rpc.sock of PM2 in ${entry.home}`,
    },
    start: `${pm2Command(entry, machine)} restart ${quoted(entry.name)}`,
  };
}
