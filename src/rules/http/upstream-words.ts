import { dialled } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { quoted } from '../../programs/shell.js';
import { endedEntry } from '../process/ended.js';
import { endedUnit } from '../process/ended-unit.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { lastOfLoop, logOfLoop, loopSays, supervisedLoop } from '../process/supervised-loop.js';
import type { Evidence } from '../rule.js';
import type { UpstreamFault } from './upstream-types.js';

/** What an application that has ended said last. */
export interface LastWords {
  /** "/srv/nohup.out ends with: KeyError: 'PORT'". */
  readonly says: string;
  readonly evidence: Evidence;
  /** The command that shows its log. */
  readonly log: string;
}

/** What is known beside the upstream itself. */
export interface Around {
  readonly logs: readonly LogExcerpt[];
  readonly pm2: readonly Pm2Entry[];
  readonly machine: Machine | undefined;
  readonly logged: Passing['logged'];
}

/**
 * nginx's own lines: "[crit] 29#29: …". A connection that was refused, nobody says which, may be that of the proxy itself:
 * Next.js and Vite say "[AggregateError: ] { code: 'ECONNREFUSED' }" of both addresses of localhost.
 */
const ofTheProxy = /\[\w+\] \d+#\d+:/;

/** Nobody is at the upstream's place, and its application is not found elsewhere. */
export const isGone = ({ kind, instead }: UpstreamFault): boolean =>
  instead === null && (kind === 'not-listening' || kind === 'no-socket' || kind === 'stale-socket');

/** The last error of the application that should be at the upstream and is not: by its unit, by PM2, or by a log that lies here. */
export function lastWordsOf(
  fault: UpstreamFault,
  { logs, pm2, machine, logged }: Around,
): LastWords | undefined {
  const { state } = fault;
  if (!isGone(fault) || !state.ended) return undefined;
  const { units, written } = state.ended;
  const port = state.upstream.port ?? 0;
  const kept =
    endedUnit(units) ??
    endedEntry(
      pm2.filter(({ ports }) => ports.includes(port)),
      port,
    );
  if (kept) {
    const last = kept.last ? `; its last word: ${kept.last}` : '';
    return { says: `${kept.who} ended (${kept.how})${last}`, evidence: kept.evidence, log: kept.log };
  }
  const loop = machine && supervisedLoop(logs, machine, true);
  if (loop) {
    const last = lastOfLoop(loop);
    return {
      says: `supervisord starts ${loop.name} again and again, and it ended the last time with ${loop.how}${last ? `; its last word: ${last}` : ''}`,
      evidence: loopSays(loop),
      log: logOfLoop(loop),
    };
  }
  const here = logs.filter(
    ({ because, path }) => because === 'caller-directory' && path !== logged?.path && !written.includes(path),
  );
  const error =
    machine &&
    errorsAbout(here, machine, port).find(
      ({ line, towards }) => !ofTheProxy.test(line) && !(dialled.test(line) && towards === undefined),
    );
  return (
    error && {
      says: `${error.path} ends with: ${error.line}`,
      evidence: logSays(error),
      log: `  tail -n 20 ${quoted(error.path)}`,
    }
  );
}
