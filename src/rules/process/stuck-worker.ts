import { valueIn } from '../../facts/fact.js';
import type { Facts, FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { laterSilenceOf, missedBy, unansweredOf } from '../silence.js';
import { isForEvents } from './hung-words.js';
import { dealing, type Serving, servingOf } from './servers.js';

/** The workers to whom connections are dealt, those that take none up first. */
export interface Stuck {
  readonly serving: Serving;
  /** How long nothing was said, milliseconds; or how many of the same question's attempts got no answer. */
  readonly silence: number | string;
  /** The others answer. */
  readonly some: boolean;
}

/** Held up in a system call other than the one in which a worker of Node waits for all that may come. */
const isStuck = ({ state, waitChannel }: Process): boolean =>
  state === 'S' && waitChannel !== null && !isForEvents(waitChannel);

/**
 * A Node cluster deals connections to its workers in turn, to one that is held up too: which question, and which page, it
 * keeps waiting is luck. So the kernel does to sockets that share a port, of which `mute` answers nobody.
 */
export function stuckWorker(
  {
    sockets,
    owners,
    processes,
    probes,
    pm2,
  }: Pick<FactValues, 'sockets' | 'owners' | 'processes' | 'probes'> & Pick<Facts, 'pm2'>,
  question: Question,
  mute?: Serving,
): Stuck | undefined {
  const missed = missedBy(probes, question);
  if (mute && missed !== undefined) return { serving: mute, silence: missed, some: true };
  const silence = (unansweredOf(probes, question) ?? laterSilenceOf(probes, question))?.ms;
  const said = silence ?? missed;
  const holding = said !== undefined && servingOf(sockets, owners, processes, question);
  if (!holding) return undefined;
  const serving = dealing(holding, processes, valueIn(pm2) ?? []);
  const stuck = serving.workers === holding.workers ? [] : serving.workers.filter(isStuck);
  if (stuck.length === 0) return undefined;
  const others = serving.workers.filter(each => !stuck.includes(each));
  return { serving: { ...serving, workers: [...stuck, ...others] }, silence: said, some: others.length > 0 };
}
