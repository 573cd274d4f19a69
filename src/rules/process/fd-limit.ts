import { listIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { keepingMayUse, situationKept } from '../background/keeping.js';
import { askedHere } from '../name/server-here.js';
import { probeOf } from '../probe.js';
import { defineRule, type Outcome } from '../rule.js';
import { named } from '../serving.js';
import { silenceOf } from '../silence.js';
import { statusOf, talkOf } from '../talk.js';
import { accepting } from './deafness.js';
import { deafWhere } from './one-of-several.js';
import { servingOf } from './servers.js';

/** Open descriptors at the soft limit and connections that nobody accepts: accept() fails with EMFILE. */
export const rule = defineRule({
  code: 'process/fd-limit',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: [...keepingMayUse, 'resampled'],
  check(facts, asked) {
    const { sockets, owners, processes, probes, machine } = facts;
    const question = askedHere(probes, sockets, asked);
    const inTurn = deafWhere(facts, question, isFull);
    const serving = inTurn ?? servingOf(sockets, owners, processes, question);
    const lack = inTurn ? waiting : lackOf(probes, question);
    if (!serving || !lack) return undefined;
    const able = accepting(serving, listIn(facts.resampled), isFull);
    const full = able.filter(isFull);
    const first = full[0];
    if (!first?.descriptors || full.length < able.length) return undefined;
    const { open, soft, hard } = first.descriptors;
    const ample = Math.max(4096, (soft ?? 1024) * 4);
    // Up to the hard limit its owner may raise the soft one, and the hard one stays as it is. Beyond it takes
    // CAP_SYS_RESOURCE, which the root of a container has not: what is twice as much as is open will do.
    const within = hard !== null && hard >= Math.min(ample, open * 2);
    const wanted = within ? Math.min(ample, hard) : ample;
    return {
      severity: 'error',
      ...(inTurn && { byLuck: true as const }),
      summary: `${named(first, processes)} has ${open} of ${soft} file descriptors open, so it cannot ${lack.cannot}.`,
      says: `${open} of ${soft} descriptors`,
      evidence: [
        {
          fact: 'processes',
          says: `${open} open descriptors, soft limit ${soft}`,
          source: `/proc/${first.pid}/fd, /proc/${first.pid}/limits`,
        },
        lack.seen
          ? { fact: 'probes', says: lack.seen, source: 'a connection from here' }
          : {
              fact: 'sockets',
              says: `${serving.socket.queue.used} connections wait to be accepted`,
              source: 'sock_diag or /proc/net/tcp',
            },
      ],
      fixes: [
        !within && machine.uid === 0 && machine.canRaiseLimits === false
          ? restartFix(
              situationKept(facts, first),
              'Start it again, which frees them until it has filled them anew',
            )
          : {
              title: 'Raise the limit of the running process',
              steps: [
                {
                  do: 'run',
                  command: `prlimit --nofile=${wanted}:${within ? '' : wanted} --pid ${first.pid}`,
                },
              ],
              risk: `A leak fills the new limit too: see what it holds with ls -l /proc/${first.pid}/fd.`,
              needsRoot: machine.uid !== 0 && !(within && machine.uid === first.uid),
            },
        {
          title: 'For good',
          text: 'systemd: LimitNOFILE=65536 under [Service]. A shell: ulimit -n 65536 before the start. And close what is not needed.',
          needsRoot: false,
        },
      ],
      outcome: lack.outcome,
    };
  },
});

/** Every connection ended without a byte. */
const hangsUp = ({ outcome, conversations }: Probe): boolean =>
  outcome === 'reset' ||
  (conversations.length > 0 && conversations.every(each => /^(closed|reset)$/.test(each.outcome)));

/** What a server at its limit cannot do. */
interface Lack {
  readonly cannot: string;
  readonly outcome: Outcome;
  /** What a client sees; missing where it waits in the queue. */
  readonly seen?: string;
}

const waiting: Lack = { cannot: 'accept another connection; clients wait', outcome: 'no-answer' };

const isFull = ({ descriptors }: Process): boolean =>
  descriptors?.soft != null && descriptors.soft > 0 && descriptors.open >= descriptors.soft - 1;

/** Undefined where it does what was asked of it. One that takes the connection needs more for an answer: a file, or a connection of its own. */
function lackOf(probes: readonly Probe[], question: Question): Lack | undefined {
  const probe = probeOf(probes, question);
  const talk = talkOf(probes, question);
  const { http, outcome } = talk?.url ? talk.first : {};
  // libuv keeps one descriptor back, by which it takes connections and closes them at once (uv__emfile_trick).
  if (probe && hangsUp(probe))
    return {
      cannot: 'keep another connection: it hangs up on clients',
      seen: 'connections end without a byte',
      outcome: 'no-answer',
    };
  const seen =
    http && http.status >= 500
      ? `it answers ${statusOf(http)}`
      : /^(closed|reset)$/.test(outcome ?? '') && 'it closes the connection without an answer';
  if (seen)
    return {
      cannot: `open what the answer takes: ${seen}`,
      seen,
      outcome: http ? 'http-error' : 'no-answer',
    };
  return silenceOf(probes, question) !== undefined || probe?.outcome === 'timeout' ? waiting : undefined;
}
