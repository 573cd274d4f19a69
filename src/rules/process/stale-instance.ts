import type { Process } from '../../facts/processes/types.js';
import { masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { invocationOf } from '../../programs/invocation.js';
import type { Situation } from '../../programs/program.js';
import { moment } from '../moment.js';
import { defineRule, type Evidence } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import { answerOf, talkOf } from '../talk.js';
import { movedOn } from './moved-on.js';
import { again, outdated, outdatedBehind } from './outdated.js';
import { servingAnywhere } from './servers.js';

/** Its directory or executable is gone, or its newer start went to another port: what answers is an old instance. */
export const rule = defineRule({
  code: 'process/stale-instance',
  needs: ['sockets', 'owners', 'processes', 'machine', 'probes'],
  mayUse: ['configuration', 'units', 'pm2', 'containers', 'logs', 'listeners'],
  check(facts, question) {
    const { sockets, owners, processes, machine, probes } = facts;
    const serving = servingAnywhere(sockets, owners, processes, question);
    const talk = talkOf(probes, question);
    const status = (talk && answerOf(talk)?.status) ?? 0;
    const worker = serving?.workers.find(isOld);
    const refuses = talk?.url === true && status >= 400 && !byOthers.has(status);
    if (!serving) return undefined;
    if (!worker) {
      const holder = serving.holders[0];
      return (
        holder &&
        (movedOn(question.port, holder, facts, refuses) ??
          outdated(facts, { listener: serving.socket, holder, workers: serving.workers, talk, refuses }) ??
          outdatedBehind(facts, serving.holders, talk))
      );
    }
    const master = masterOf(worker, processes);
    const old = isOld(master) ? master : worker;
    const hangsUp = talk?.first.outcome === 'closed' || talk?.first.outcome === 'reset';
    const fails = old.directoryDeleted
      ? hangsUp || refuses
      : refuses && old.addedRoute !== undefined && isOwnBuild(old);
    const what = old.directoryDeleted ? `its directory ${old.directory}` : `its program ${old.executable}`;
    return {
      // Without its directory a server of files can give none, and an old build lacks what the new one has; one that
      // answers well has no need of either, and a path that neither build has is no matter of age.
      severity: fails ? 'error' : 'warning',
      summary: `${named(old, processes)} is an old instance: ${what} has been deleted or replaced since it started (${moment(old.startedAt)}).`,
      says: 'an old instance',
      evidence: [
        {
          fact: 'processes',
          says: `${old.directoryDeleted ? 'cwd' : 'exe'} is marked (deleted)`,
          source: `/proc/${old.pid}/${old.directoryDeleted ? 'cwd' : 'exe'}`,
        },
        ...(fails && old.addedRoute !== undefined ? [added(old, old.addedRoute)] : []),
      ],
      fixes: [
        restarted(situationWith(facts, { process: old, processes, listener: serving.socket, machine })),
      ],
      outcome: 'http-error',
    };
  },
});

/** Who asks, how often, and what is behind a server decide on these, and not how old that is. */
const byOthers: ReadonlySet<number> = new Set([401, 407, 429, 502, 503, 504]);

const isOld = ({ executableDeleted, directoryDeleted }: Process): boolean =>
  executableDeleted || directoryDeleted;

/** The build on disk has what was asked for. */
const added = ({ executable, pid }: Process, route: string): Evidence => ({
  fact: 'processes',
  says: `${route} is in ${executable}, and not in the program that runs`,
  source: `/proc/${pid}/exe`,
});

/** A program that was built here, and not an interpreter's or a package's: it alone has what is served in it. */
const isOwnBuild = (process: Process): boolean =>
  process.startAgainIn !== undefined &&
  invocationOf(process).language === null &&
  !/^\/(?:usr|s?bin|opt|snap|nix)\b/.test(process.executable ?? '');

/** It is started again where its directory and program are to be had again; where they are not, only people know. */
function restarted(situation: Situation): Fix {
  const { process: old, machine } = situation;
  const title = again;
  if (old.startAgainIn !== undefined) {
    const { gone, startAgainIn, ...rest } = old;
    const kept = startAgainIn === old.directory && gone !== undefined ? { gone } : {};
    const process = { ...rest, ...kept, directory: startAgainIn, directoryDeleted: false };
    const fix = restartFix({ ...situation, process }, title);
    if (fix.steps) return fix;
  }
  return {
    title,
    text: `  kill ${old.pid}\nThen start it as usual; a service by its own restart.`,
    needsRoot: machine.uid !== old.uid,
  };
}
