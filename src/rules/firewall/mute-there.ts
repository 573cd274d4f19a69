import { valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import { stopsSurely } from '../../firewall/leg.js';
import { walk } from '../../firewall/walk.js';
import { here, type Question } from '../../net/question.js';
import { type Unchecked, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { isAnswer } from '../silence.js';
import type { Judged, WalkSeen } from './judged.js';

/** The rules stop this machine's own connection to where others are led, so that it tells nothing. */
function isShutFromHere({ facts, walk: { destination } }: Judged, question: Question): boolean {
  const way = walk(facts, { ...question, ...destination, vantage: here });
  return way !== undefined && [way, way.reply, way.follow].some(stopsSurely);
}

/**
 * The server that a rule leads other machines to takes no connection of this machine, or leaves it waiting. One that took
 * it and says nothing may be waiting for the first word of a protocol that nobody here knows.
 */
export function mute(
  { probes }: WalkSeen,
  judged: Judged,
  servers: readonly Socket[],
  question: Question,
): Unchecked | undefined {
  const { vantage, protocol } = question;
  const { address, port } = judged.walk.destination;
  if (vantage.kind === 'self') return undefined;
  const tried = (valueIn(probes) ?? []).find(
    each => each.because && each.address === address && each.port === port && each.protocol === protocol,
  );
  if (!tried || tried.conversations.some(isAnswer)) return undefined;
  const taken = tried.outcome === 'connected';
  const waits = tried.conversations[0]?.outcome === 'silent' && servers.some(({ queue }) => queue.used > 0);
  if (taken ? !waits : isShutFromHere(judged, question)) return undefined;
  const does = taken ? 'leaves a connection from here waiting' : 'took no connection from here';
  return unchecked(
    `the server on ${at(address, port)}, to which a rule leads, ${does}; what is wrong with it: netcheck why ${port}`,
  );
}
