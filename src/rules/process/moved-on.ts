import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { masterOf } from '../../programs/family.js';
import { hoppedBeside } from '../port/hopped.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';

/**
 * A newer start in the holder's own directory found the port taken and went to another one, by its log: the one that holds
 * the port was to be replaced. `fails`: the URL that was asked for is not had of the old one.
 */
export function movedOn(
  port: number,
  holder: Process,
  {
    processes,
    logs,
    listeners,
  }: {
    readonly processes: readonly Process[];
    readonly logs: Fact<readonly LogExcerpt[]>;
    readonly listeners: Fact<readonly Socket[]>;
  },
  fails: boolean,
): Finding | undefined {
  const hopped = hoppedBeside(port, holder, valueIn(logs) ?? [], valueIn(listeners) ?? []);
  if (!hopped) return undefined;
  return {
    severity: fails ? 'error' : 'warning',
    summary: `${named(holder, processes)} is an old instance: a newer start in ${holder.directory} found port ${port} taken, and listens on port ${hopped.port} instead.`,
    says: 'an old instance',
    evidence: [{ fact: 'logs', says: hopped.line, source: hopped.log.path }],
    fixes: [
      {
        title: `Ask the newer one, at port ${hopped.port}`,
        text: `Or end both, the old one by kill ${masterOf(holder, processes).pid}, and start it once: it takes port ${port} again.`,
        needsRoot: false,
      },
    ],
    outcome: 'http-error',
  };
}
