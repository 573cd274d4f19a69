import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';

/** What is older is of another day, milliseconds. */
const RECENT = 12 * 3600 * 1000;

/** What nohup(1) itself writes there. */
const ofNohup = /^nohup: ignoring input/;

interface Seen {
  readonly logs: Fact<readonly LogExcerpt[]>;
  readonly processes: Fact<readonly Process[]>;
  readonly machine: Fact<Machine>;
}

/** The output of nohup(1) that lies where the caller stands, was written lately, and that no program writes to any more. */
function leftOutput({ logs, processes, machine }: Seen): LogExcerpt | undefined {
  const { now = 0, bootedAt = 0 } = valueIn(machine) ?? {};
  const open = (valueIn(processes) ?? []).flatMap(({ output, errors }) => [output, errors]);
  return (valueIn(logs) ?? []).find(
    ({ because, path, modifiedAt }) =>
      because === 'caller-directory' &&
      path.endsWith('/nohup.out') &&
      now - modifiedAt < RECENT &&
      modifiedAt >= (bootedAt ?? 0) &&
      !open.includes(path),
  );
}

/** The finding of a port that nobody serves, with the last words of what was started here: they are in no list of errors. */
export function withLastOutput(found: Finding, seen: Seen): Finding {
  const log = leftOutput(seen);
  const last = log?.lines.findLast(line => line.trim() !== '' && !ofNohup.test(line))?.trim();
  if (!log || !last) return found;
  const words = last.slice(0, 200);
  return {
    ...found,
    evidence: [...found.evidence, { fact: 'logs', says: `nohup.out ends with: ${words}`, source: log.path }],
    fixes: [
      {
        title: 'Look at what was started here last with nohup',
        text: `  tail -n 20 ${quoted(log.path)}\nIts last line: ${words}`,
        needsRoot: false,
      },
      ...found.fixes,
    ],
  };
}
