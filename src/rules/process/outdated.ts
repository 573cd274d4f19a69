import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { masterOf } from '../../programs/family.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { invocationOf } from '../../programs/invocation.js';
import { lineage } from '../../programs/lineage.js';
import { runsPython } from '../../programs/sources/application.js';
import { applicationFile } from '../../programs/sources/application-file.js';
import { watches } from '../../programs/supervision/reloader.js';
import { changedSince, changeSaid } from '../changed-since.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import type { Talk } from '../talk.js';
import { logSays } from './errors-about.js';
import { servesPath } from './serves-path.js';
import { startedInVain } from './started-in-vain.js';

type Looked = Seen<'processes' | 'machine', 'configuration' | 'units' | 'pm2' | 'containers' | 'logs'>;

/** Who has the port, and what it said; `refuses`: the URL that was asked for is not had of it. */
interface Served {
  /** Null for one behind a proxy. */
  readonly listener: Socket | null;
  readonly holder: Process;
  /** Those who answer: the holder itself, or its children, which a reloader starts again (Flask's, by debug=True). */
  readonly workers: readonly Process[];
  readonly talk: Talk | undefined;
  /** What it was asked for, where a proxy has changed that. */
  readonly path?: string;
  readonly refuses: boolean;
}

export const again = 'Restart it, so that it runs what is there now';

/** A newer start of the holder was refused the port, or its source has by now what it has nothing at. */
export function outdated(
  facts: Looked,
  { listener, holder, workers, talk, refuses, path = talk?.first.path ?? '/' }: Served,
): Finding | undefined {
  if (talk?.first.outcome !== 'answered') return undefined;
  const { processes, machine } = facts;
  const configuration = valueIn(facts.configuration) ?? [];
  const files = sourcesOf(holder, configuration);
  const code = [...new Set([...files, ...loadedBy(holder, configuration)])];
  const lost = listener && startedInVain(listener.local.port, holder, valueIn(facts.logs) ?? [], machine);
  const newest = workers.reduce((one, other) => (other.startedAt > one.startedAt ? other : one), holder);
  const isChanged = (file: ConfigurationFile) => changedSince(file, newest.startedAt);
  // One that sends its clients on from there has the path.
  const missed = talk.first.http?.status === 404 && !lineage(holder, processes).some(watches);
  const added = missed ? code.filter(isChanged).find(({ text }) => servesPath(text, path, code)) : undefined;
  if (!lost && !(refuses && added)) return undefined;
  // Its sources are known, and are what they were: the newer start would have been the same.
  const same = files.length > 0 && !files.some(isChanged);
  return {
    severity: refuses && !same ? 'error' : 'warning',
    summary: `${named(holder, processes)} is an old instance: ${
      added
        ? `${added.path} was changed after it started, and names ${path} by now`
        : `a newer start of it found port ${listener?.local.port} taken, and ended`
    }.`,
    says: 'an old instance',
    ...(added && { explains: ['http/not-found'] as const }),
    evidence: [
      ...(lost ? [logSays(lost)] : []),
      ...(added
        ? [
            {
              fact: 'configuration' as const,
              says: changeSaid(added, newest.startedAt, `pid ${newest.pid} started`),
              source: added.path,
            },
          ]
        : []),
    ],
    fixes: [
      restartFix(
        situationWith(facts, {
          process: inNewest(masterOf(holder, processes)),
          processes,
          listener,
          machine,
        }),
        again,
      ),
    ],
    outcome: 'http-error',
  };
}

const inNewest = (process: Process): Process => ({
  ...process,
  directory: process.startAgainIn ?? process.directory,
});

/** Below the directory of a process, or that of its newer release. */
const isBelow = (path: string, { directory, startAgainIn }: Process): boolean =>
  [directory, startAgainIn].some(each => each && path.startsWith(`${each}/`));

/** Sources that a server loads which is no script of somebody's own (Gunicorn, Flask, uWSGI, Puma, Starman). */
function loadedBy(holder: Process, files: readonly ConfigurationFile[]): readonly ConfigurationFile[] {
  const written = runsPython(holder)
    ? /\.py$/
    : applicationFile(invocationOf(holder))
      ? /\.(?:r[bu]|psgi|p[lm])$/
      : undefined;
  return written ? files.filter(({ path }) => written.test(path) && isBelow(path, holder)) : [];
}

/** Sources of a server of somebody's own, which are read when it starts; PHP reads its own at each request. PM2 sets a title in place of the command. */
const sourcesOf = (holder: Process, files: readonly ConfigurationFile[]) =>
  (holder.environment?.pm_exec_path ?? scriptOf(holder.command)) === undefined
    ? []
    : files.filter(({ path }) => /\.(?:[cm]?[jt]s|py|rb)$/.test(path) && isBelow(path, holder));

/** The same of an application behind a proxy, which handed it the request. */
export function outdatedBehind(
  facts: Looked,
  proxies: readonly Process[],
  talk: Talk | undefined,
): Finding | undefined {
  const workers = facts.processes.filter(each => proxies.some(({ pid }) => pid === each.servesBehind?.proxy));
  const [holder] = workers;
  const path = holder?.servesBehind?.path;
  if (!holder || path === undefined) return undefined;
  return outdated(facts, { listener: null, holder, workers, talk, path, refuses: talk?.url === true });
}
