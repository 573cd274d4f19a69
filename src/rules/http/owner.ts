import { type Fact, valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { holdersOf, takersOf } from '../serving.js';

/** The processes that hold the listener of a question, oldest first; empty where it is elsewhere, or hidden. */
export function ownersOf(
  question: Question,
  sockets: Fact<readonly Socket[]>,
  owners: Fact<Owners>,
  processes: Fact<readonly Process[]>,
): readonly Process[] {
  if (!question.local || owners.status === 'unknown') return [];
  const running = valueIn(processes) ?? [];
  return takersOf(valueIn(sockets) ?? [], question).flatMap(socket => holdersOf(socket, owners, running));
}

/** The one of them that started others of them; the oldest where none did. */
export const masterAmong = (holders: readonly Process[]): Process | undefined =>
  holders.find(({ pid }) => holders.some(({ parent }) => parent === pid)) ?? holders[0];
