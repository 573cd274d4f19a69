import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { masterOf } from '../../programs/family.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { literal } from '../../programs/literal.js';
import { outlives } from '../../programs/supervision/reloader.js';
import { changedSince, changeSaid } from '../changed-since.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import type { Talk } from '../talk.js';
import { logSays } from './log-errors.js';
import { startedInVain } from './started-in-vain.js';

type Looked = Seen<'processes' | 'machine', 'configuration' | 'units' | 'pm2' | 'containers' | 'logs'>;

/** Who has the port, and what it said; `refuses`: the URL that was asked for is not had of it. */
interface Served {
  readonly listener: Socket;
  readonly holder: Process;
  /** Those who answer: the holder itself, or its children, which a reloader starts again (Flask's, by debug=True). */
  readonly workers: readonly Process[];
  readonly talk: Talk | undefined;
  readonly refuses: boolean;
}

export const again = 'Restart it, so that it runs what is there now';

/** A newer start of the holder was refused the port, or its source has by now what it has nothing at. */
export function outdated(
  facts: Looked,
  { listener, holder, workers, talk, refuses }: Served,
): Finding | undefined {
  if (talk?.first.outcome !== 'answered') return undefined;
  const { processes, machine } = facts;
  const files = sourcesOf(holder, valueIn(facts.configuration) ?? []);
  const { port } = listener.local;
  const lost = startedInVain(port, holder, valueIn(facts.logs) ?? [], machine);
  const newest = workers.reduce((one, other) => (other.startedAt > one.startedAt ? other : one), holder);
  const changed = files.filter(each => changedSince(each, newest.startedAt));
  // One that sends its clients on from there has the path.
  const missed = talk.first.http?.status === 404 && !outlives(masterOf(holder, processes));
  const added = missed ? changed.find(({ text }) => names(text, talk.first.path)) : undefined;
  if (!lost && !(refuses && added)) return undefined;
  // Its sources are known, and are what they were: the newer start would have been the same.
  const same = files.length > 0 && changed.length === 0;
  return {
    severity: refuses && !same ? 'error' : 'warning',
    summary: `${named(holder, processes)} is an old instance: ${
      added
        ? `${added.path} was changed after it started, and names ${talk.first.path} by now`
        : `a newer start of it found port ${port} taken, and ended`
    }.`,
    says: 'an old instance',
    evidence: [
      ...(lost ? [logSays(lost)] : []),
      ...(added
        ? [{ fact: 'configuration' as const, says: changeSaid(added, newest), source: added.path }]
        : []),
    ],
    fixes: [
      restartFix(
        situationWith(facts, { process: masterOf(holder, processes), processes, listener, machine }),
        again,
      ),
    ],
    outcome: 'http-error',
  };
}

/** Sources of a server of somebody's own, which are read when it starts; PHP reads its own at each request. PM2 sets a title in place of the command. */
const sourcesOf = ({ directory, command, environment }: Process, files: readonly ConfigurationFile[]) =>
  (environment?.pm_exec_path ?? scriptOf(command)) === undefined
    ? []
    : files.filter(
        ({ path }) =>
          /\.(?:[cm]?[jt]s|py|rb)$/.test(path) && directory !== null && path.startsWith(`${directory}/`),
      );

/** Before a path that is served for another method than GET, which is asked, or that others are sent to: app.post('/orders'. */
const notServed =
  /\b(?:post|put|patch|delete|options|redirect\w{0,16}|fetch|(?:axios|requests)\.\w{1,9})[ (]\s{0,9}$|\bLocation["']?\s?[:,=]\s{0,9}$/i;
/** Beside one, where the source looks at the method itself. */
const otherMethod = /["'`](?:POST|PUT|PATCH|DELETE|OPTIONS)["'`]/;
/** Characters of a line that are looked at on each side: those of a bundle are long. */
const BESIDE = 100;

/** A source has a path in it, as a string of its own, and serves that to GET for all that stands beside it. */
function names(text: string, path: string | null): boolean {
  const bare = (path ?? '').replace(/[?#].*$/s, '');
  if (bare.length < 2) return false;
  const asString = new RegExp(`(["'\`])${literal(bare)}\\1`, 'g');
  return [...text.matchAll(asString)].some(({ index }) => {
    const before = text.slice(Math.max(0, index - BESIDE), index).replace(/^.*\n/s, '');
    const [after = ''] = text.slice(index, index + BESIDE).split('\n', 1);
    return !notServed.test(before) && !otherMethod.test(before + after);
  });
}
