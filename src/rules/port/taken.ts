import { valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fix.js';
import { errorsAbout, inUse, logSays } from '../process/log-errors.js';
import { defineRule } from '../rule.js';
import { named, serversOf, takersOf } from '../serving.js';
import { answerOf, talkOf } from '../talk.js';
import { serversWith } from './relatives.js';

/** Another program holds the port: the one that was meant failed to bind it (its log says so), or runs without it. */
export const rule = defineRule({
  code: 'port/taken',
  needs: ['sockets', 'owners', 'processes', 'machine', 'subject', 'probes'],
  mayUse: ['logs', 'units'],
  explainedBy: ['port/held-by-child'],
  check({ sockets, owners, processes, machine, subject, probes, logs, units }, question) {
    if (!question.local) return undefined;
    const taking = takersOf(sockets, question);
    const holder = serversWith(taking.length ? taking : serversOf(sockets, question), owners, processes)[0];
    if (!holder) return undefined;
    const { process } = holder;
    const complaining = (valueIn(logs) ?? []).filter(log => log.lines.some(line => inUse.test(line)));
    const lost = errorsAbout(complaining, machine, question.port).find(
      each => each.kind === 'address-in-use' && each.modifiedAt >= process.startedAt - 1000,
    );
    const failed = (valueIn(units) ?? []).find(
      unit =>
        unit.mainPid !== process.pid &&
        unit.activeState !== 'active' &&
        unit.log.some(line => inUse.test(line)),
    );
    const meant = processes.find(
      each => subject.pids.includes(each.pid) && !holder.holders.some(one => one.pid === each.pid),
    );
    if (!lost && !failed && !meant) return undefined;
    const who = named(process, processes);
    const wanted = failed?.name ?? (meant ? named(meant, processes) : 'a newer start of the server');
    return {
      severity: serves(probes, question) && !meant ? 'warning' : 'error',
      summary: `${who} holds port ${question.port}; ${wanted} could not have it (address already in use).`,
      says: `held by pid ${process.pid}`,
      evidence: [
        {
          fact: 'sockets',
          says: `${who} listens on port ${question.port}`,
          source: 'sock_diag and /proc/PID/fd',
        },
        ...(lost ? [logSays(lost)] : []),
        ...(failed
          ? [
              {
                fact: 'units' as const,
                says: `${failed.name} failed: ${failed.log.findLast(line => inUse.test(line)) ?? ''}`,
                source: 'systemctl show',
              },
            ]
          : []),
      ],
      fixes: [
        instead(who, process.pid, failed, machine.uid !== process.uid),
        {
          title: 'Start the server on another port',
          text: 'Its --port option, PORT variable or configuration says which.',
          needsRoot: false,
        },
      ],
      outcome: 'no-answer',
    };
  },
});

/** Whoever holds the port gives what was asked for: of a URL a good answer, of a port any. */
function serves(probes: readonly Probe[], question: Question): boolean {
  const talk = talkOf(probes, question);
  if (!talk) return false;
  if (!talk.url) return talk.probe.conversations.some(each => each.outcome === 'answered');
  const answer = answerOf(talk);
  return answer !== null && answer.status < 400;
}

/** How the server that was meant takes the holder's place; the way to start it is known of a unit only. */
function instead(who: string, pid: number, failed: Unit | undefined, needsRoot: boolean): Fix {
  const title = `Stop ${who}, then start the server that was meant`;
  const risk = 'What it serves ends with it.';
  if (!failed)
    return { title, text: `kill ${pid}, then start the server as you did before.`, risk, needsRoot };
  const user = failed.scope === 'user' ? '--user ' : '';
  return {
    title,
    steps: [
      { do: 'stop', pid },
      { do: 'run', command: `systemctl ${user}restart ${failed.name}` },
    ],
    risk,
    needsRoot: needsRoot || failed.scope === 'system',
  };
}
