import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import { masterOf } from '../../programs/family.js';
import { hoppedBeside } from '../port/hopped.js';
import { type NextPorts, onNextPort } from '../port/next-ports.js';
import type { Evidence, Finding } from '../rule.js';
import { named } from '../serving.js';

type Seen = NextPorts & { readonly logs: Fact<readonly LogExcerpt[]> };

/** A newer start, on another port. */
interface Newer {
  readonly port: number;
  readonly says: string;
  /** It was to take the old one's place, or has what is asked for. */
  readonly meant: boolean;
  readonly evidence: readonly Evidence[];
}

/**
 * A newer start in the holder's own directory found the port taken and went to another one, by its log, or as the same
 * command that listens on one of the next ports: the one that holds the port was to be replaced. `fails`: the URL that was
 * asked for is not had of the old one.
 */
export function movedOn(port: number, holder: Process, facts: Seen, fails: boolean): Finding | undefined {
  const newer = byLog(port, holder, facts) ?? bySight(holder, facts);
  if (!newer) return undefined;
  const { processes } = facts;
  return {
    severity: fails && newer.meant ? 'error' : 'warning',
    summary: `${named(holder, processes)} is an old instance: ${newer.says}, and listens on port ${newer.port} instead.`,
    says: 'an old instance',
    evidence: newer.evidence,
    fixes: [
      {
        title: `Ask the newer one, at port ${newer.port}`,
        text: `Or end both, the old one by kill ${masterOf(holder, processes).pid}, and start it once: it takes port ${port} again.`,
        needsRoot: false,
      },
    ],
    outcome: 'http-error',
  };
}

function byLog(port: number, holder: Process, { logs, listeners }: Seen): Newer | undefined {
  const hopped = hoppedBeside(port, holder, valueIn(logs) ?? [], valueIn(listeners) ?? []);
  return (
    hopped && {
      port: hopped.port,
      says: `a newer start in ${holder.directory} found port ${port} taken`,
      meant: true,
      evidence: [{ fact: 'logs', says: hopped.line, source: hopped.log.path }],
    }
  );
}

function bySight(holder: Process, facts: Seen): Newer | undefined {
  const later = onNextPort(each => each.startedAfter === holder.pid, facts);
  return (
    later && {
      port: later.port,
      says: `the same command was started again in ${holder.directory} later (pid ${later.process.pid})`,
      meant: later.hasPage,
      evidence: later.evidence,
    }
  );
}
