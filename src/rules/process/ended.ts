import { isMeant } from '../../facts/namespaces/is-meant.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isStopped } from '../../programs/fixes/start.js';
import { quoted } from '../../programs/shell.js';
import type { Evidence } from '../rule.js';
import { deathIn } from './death-words.js';

/** A server that something kept an eye on, and that is no more. */
export interface Ended {
  /** 'shop.service', "PM2's shop", 'container shop'. */
  readonly who: string;
  readonly how: string;
  readonly evidence: Evidence;
  /** The last telling line of its log, where whoever kept it has one. */
  readonly last: string | undefined;
  /** The command that shows its log. */
  readonly log: string;
  /** The command that starts it again, where the log's does not say so. */
  readonly again?: string;
  readonly needsRoot?: boolean;
  /** What lets it run again as it did, where no fault of its own is known. */
  readonly fix?: Fix;
}

/** A line of a log that tells of a fault. */
export const telling = /error|fail|exception|cannot|denied|panic|fatal|not found/i;
/** The line in which a runtime names the error itself: "Error: Cannot find module 'x'", "KeyError: 'PORT'". */
const naming = /^\s*(?:\w+\.)*\w*(?:Error|Exception)\b(?:\s\[\w+\])?:/;

/** The line of a log's end that tells most; undefined for an empty log. */
export const lastWord = (lines: readonly string[]): string | undefined =>
  (
    lines.findLast(line => naming.test(line)) ??
    deathIn(lines) ??
    lines.findLast(line => telling.test(line)) ??
    lines.at(-1)
  )?.trim();

/** What beginners forget: then the program comes to its end in order. */
export const neverListens =
  'Where no error stands there, the program mostly has no call that listens, and waits: app.listen(PORT) in Express, app.run() in Flask, uvicorn.run(app), serve_forever().';

/** It ended by a fault of its own, and PM2 does not start it again. */
const failed = ({ end }: Pm2Entry): boolean => end !== undefined && end.code !== 0;

/** An entry of PM2 that gave up, that PM2 is about to start again, or that somebody stopped after restarts. */
export function endedEntry(entries: readonly Pm2Entry[], port: number): Ended | undefined {
  const entry = entries.find(
    each =>
      (/^(errored|waiting restart)$/.test(each.status) ||
        (each.status === 'stopped' && (each.restarts > 0 || failed(each)))) &&
      (each.ports.length === 0 || each.ports.includes(port)),
  );
  return (
    entry && {
      who: `PM2's ${entry.name}`,
      how: failed(entry)
        ? `with status ${entry.end!.code}, and PM2 was told not to start it again`
        : `${entry.status} after ${entry.restarts} restarts`,
      evidence: { fact: 'pm2', says: `${entry.name} is ${entry.status}`, source: 'PM2' },
      last: lastWord(entry.log),
      log: `  pm2 logs ${quoted(entry.name)} --err --lines 20 --nostream`,
      again: `pm2 restart ${quoted(entry.name)}`,
    }
  );
}

/** A container that published the port, or was named, and exited with a failure. */
export function endedContainer(
  containers: readonly Container[],
  { port, target }: Question,
): Ended | undefined {
  const container = containers.find(
    each => !each.running && !isStopped(each) && isMeant(each, port, target.program),
  );
  return (
    container && {
      who: `container ${container.name}`,
      how: container.failure ? 'its engine could not start it' : `exit status ${container.exitCode}`,
      evidence: {
        fact: 'containers',
        says: container.failure
          ? `${container.name} (${container.image}) could not be started`
          : `${container.name} (${container.image}) ended with status ${container.exitCode}`,
        source: `${container.engine} API`,
      },
      last: container.failure ?? lastWord(container.log ?? []),
      log: `  ${container.engine} logs --tail 20 ${container.name}`,
      again: `${container.engine} start ${container.name}`,
    }
  );
}
