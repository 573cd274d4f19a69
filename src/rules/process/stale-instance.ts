import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { answerOf, talkOf } from '../talk.js';
import { servingOf } from './servers.js';

/** Its directory or executable is gone: what answers is an old instance. */
export const rule = defineRule({
  code: 'process/stale-instance',
  needs: ['sockets', 'owners', 'processes', 'machine', 'probes'],
  check({ sockets, owners, processes, machine, probes }, question) {
    const serving = servingOf(sockets, owners, processes, question);
    const old = serving?.workers.find(each => each.executableDeleted || each.directoryDeleted);
    if (!old) return undefined;
    const talk = talkOf(probes, question);
    const status = (talk && answerOf(talk)?.status) ?? 0;
    const hangsUp = talk?.first.outcome === 'closed' || talk?.first.outcome === 'reset';
    const fails = old.directoryDeleted && (hangsUp || (talk?.url === true && status >= 400));
    const what = old.directoryDeleted ? `its directory ${old.directory}` : `its program ${old.executable}`;
    const started = new Date(old.startedAt).toISOString().slice(0, 16).replace('T', ' ');
    return {
      // Without its directory a server of files can give none; one that answers well has no need of it.
      severity: fails ? 'error' : 'warning',
      summary: `${named(old, processes)} is an old instance: ${what} has been deleted or replaced since it started (${started} UTC).`,
      says: 'an old instance',
      evidence: [
        {
          fact: 'processes',
          says: `${old.directoryDeleted ? 'cwd' : 'exe'} is marked (deleted)`,
          source: `/proc/${old.pid}/${old.directoryDeleted ? 'cwd' : 'exe'}`,
        },
      ],
      fixes: [
        {
          title: 'Restart it, so that it runs what is there now',
          text: `  kill ${old.pid}\nThen start it as usual; a service by its own restart.`,
          needsRoot: machine.uid !== old.uid,
        },
      ],
      outcome: 'http-error',
    };
  },
});
