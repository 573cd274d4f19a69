import { known, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { lostAnswer } from '../lost-answer.js';
import { askedHere } from '../name/server-here.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at, named, takersOf } from '../serving.js';
import { silenceOf, unansweredOf, untriedInPlain } from '../silence.js';
import { talkOf } from '../talk.js';
import { byItself, leadsBack } from './asks-itself.js';
import { whileCompiling } from './compiling.js';
import { deafnessOf, type How } from './deafness.js';
import { withLog } from './hung-log.js';
import { kindOf, restart, restartDatagrams } from './hung-restart.js';
import { hungBehind, silentTunnel } from './hung-tunnel.js';
import { hungUnseen } from './hung-unseen.js';
import {
  childAwaited,
  doingOf,
  isStarved,
  letWrite,
  moreProcessor,
  moreWorkers,
  ofDatagrams,
  withoutChild,
} from './hung-words.js';
import { deafOneOfSeveral, muteInTurn } from './one-of-several.js';
import { hungInside, serverInside } from './server-inside.js';
import { dealing, type Serving, servingOf } from './servers.js';
import { spokenBy } from './spoken.js';
import { type Stuck, stuckWorker } from './stuck-worker.js';

/** It takes connections and gives no byte: it does not accept them, does not read them, or reads and never answers. */
export const rule = defineRule({
  code: 'process/hung',
  needs: ['sockets', 'owners', 'processes', 'probes', 'resampled', 'interfaces', 'machine'],
  mayUse: [
    'namespaces',
    'containers',
    'firewall',
    'routes',
    'limits',
    'configuration',
    'logs',
    'pm2',
    'outgoing',
    'upstreams',
  ],
  explainedBy: [
    'app/too-many-clients',
    'namespace/not-published',
    'process/stopped',
    'process/fd-limit',
    'process/busy',
    'process/crashed',
    'process/crash-loop',
    'port/held-by-child',
    'process/waits-for-dependency',
    'http/bad-gateway',
  ],
  check(facts, asked) {
    const { sockets, processes, probes, resampled, machine, interfaces } = facts;
    const question = askedHere(probes, sockets, asked);
    const silence = silenceOf(probes, question);
    const talk = talkOf(probes, question);
    const one = deafOneOfSeveral(facts, question, unansweredOf(probes, question) !== undefined);
    if (one) return one;
    const lost = lostAnswer(resampled, question);
    const { holding, mute } = takerOf(facts, question);
    const stuck = lost ? undefined : stuckWorker(facts, question, mute);
    if (stuck) return hungInTurn(stuck, processes);
    if (!silence || !talk || lost) return undefined;
    const inside = serverInside(asLead(facts), question);
    if (inside) return hungInside(inside, talk);
    if (!holding) return hungUnseen(facts, silence.ms, question);
    const serving = dealing(holding, processes, valueIn(facts.pm2) ?? []);
    const deaf = deafnessOf(holding, resampled);
    const logs = valueIn(facts.logs) ?? [];
    const configuration = valueIn(facts.configuration) ?? [];
    const tunnel = deaf?.unaccepted ? undefined : silentTunnel(holding.workers, question.port, configuration);
    const told = (how: How) =>
      byItself(how, serving, valueIn(facts.outgoing) ?? [], leadsBack(sockets, question, interfaces));
    if (deaf && tunnel) return hungBehind(tunnel, silence.ms, processes);
    if (deaf)
      return hung(holding, silence.ms, processes, told(withLog(deaf, logs, holding.workers, machine.now)));
    // What its kernel has not taken it cannot answer.
    if (silence.unheard) return undefined;
    const untried = untriedInPlain(talk);
    if (untried) return unchecked(untried);
    const [first] = serving.workers;
    const spoken = spokenBy(
      first!,
      { talk, processes, resampled, configuration, logs, passing: valueIn(facts.upstreams) },
      question,
    );
    if (!spoken) return unchecked(unknownSpeech(first!, question));
    // A server that reads and stays silent may wait for words of a protocol that we do not speak.
    if (!spoken.owes) return undefined;
    if (tunnel) return hungBehind(tunnel, silence.ms, processes);
    const how = told({ says: silentWords(serving), evidence: spoken.evidence });
    const found = hung(serving, silence.ms, processes, how);
    return whileCompiling(found, first!, processes, { logs, now: machine.now });
  },
});

/** Who should answer the question; of several that take turns, the one that is seen to answer nobody. */
function takerOf(
  {
    sockets,
    owners,
    processes,
    resampled,
  }: Pick<FactValues, 'sockets' | 'owners' | 'processes' | 'resampled'>,
  question: Question,
): { readonly holding: Serving | undefined; readonly mute: Serving | undefined } {
  const mute = muteInTurn({ owners, resampled }, takersOf(sockets, question));
  const holding = servingOf(mute ? [mute] : sockets, owners, processes, question);
  return { holding, mute: mute && holding };
}

const hungInTurn = ({ serving, silence, some }: Stuck, processes: readonly Process[]): Finding => ({
  ...hung(serving, silence, processes, {
    says: 'connections are dealt to it in its turn, and it takes up none',
    evidence: [],
  }),
  ...(some && { byLuck: true, outcome: 'ok' }),
});

function hung(
  { socket, workers }: Serving,
  silence: number | string,
  processes: readonly Process[],
  { says, evidence, taken, unaccepted, fix }: How,
): Finding {
  const first = workers[0]!;
  const where = first.waitChannel ? `, waiting in ${first.waitChannel}` : '';
  const child = taken ? undefined : childAwaited(first, processes, unaccepted);
  const awaited = child && `waits, it seems, for ${named(child, processes)}, which it started`;
  const doing = taken ? undefined : (awaited ?? doingOf(first, unaccepted));
  const who = workers.length === 1 ? 'it' : `pid ${first.pid}`;
  return {
    severity: 'error',
    summary: `${named(first, processes)} ${socket.protocol === 'udp' ? 'has the port' : 'takes connections'} and does not answer: ${says}${doing ? `; ${who} ${doing}` : ''}.`,
    says: 'no answer',
    ...(socket.protocol === 'udp' && ofDatagrams),
    evidence: [
      {
        fact: 'probes',
        says:
          typeof silence === 'string'
            ? silence
            : `${socket.protocol === 'udp' ? 'sent' : 'connected'}, no byte in ${Math.round(silence)} ms`,
        source: 'a request from here',
      },
      {
        fact: 'processes',
        says: `${counted(workers.length, 'process')} to answer it; pid ${first.pid} is in state ${first.state}${where}`,
        source: `/proc/${first.pid}/stat, wchan`,
      },
      ...evidence,
    ],
    fixes: [
      ...(fix ? [fix] : taken ? [moreWorkers] : []),
      ...(isStarved(first) ? [moreProcessor] : []),
      ...letWrite(first),
      ...(child ? [withoutChild(child)] : []),
      socket.protocol === 'udp'
        ? restartDatagrams(first)
        : restart(first, unaccepted ? kindOf(first, processes) : undefined),
    ],
    outcome: 'no-answer',
  };
}

/** Nothing tells whether the silence is a fault, and what would. */
const unknownSpeech = ({ name, pid }: Process, { address, port, protocol }: Question): string => {
  const unknown = `nothing shows which protocol ${name} (pid ${pid}) speaks, so its silence may be a fault, or its way to wait for its own clients`;
  if (protocol === 'udp') return unknown;
  return `${unknown}; if it is a web server, ask for its URL: netcheck why http://${at(address, port)}/`;
};

/** The facts as those who follow a port want them. */
const asLead = <T extends Pick<FactValues, 'owners' | 'processes' | 'probes'>>(facts: T) => ({
  ...facts,
  owners: known(facts.owners, '/proc/PID/fd'),
  processes: known(facts.processes, '/proc'),
  probes: known(facts.probes, 'connections made'),
});

const silentWords = ({ workers }: Serving): string =>
  workers.length === 1
    ? 'it reads the request and sends nothing'
    : `none of its ${workers.length} processes sends anything`;
