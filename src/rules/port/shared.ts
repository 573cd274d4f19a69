import { valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { toBeTold, unseenBy } from '../../facts/unseen.js';
import { listed } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { muteInTurn } from '../process/one-of-several.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at, named, takersOf } from '../serving.js';
import { asksUrl, talkOf } from '../talk.js';
import { keeperOf } from './keeper.js';
import { isOneProgram, isOneServer, isOneService, type Server, serversWith } from './relatives.js';

/** Sockets of unrelated programs with the same address (SO_REUSEPORT): the kernel deals connections out between them. */
export const rule = defineRule({
  code: 'port/shared',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: ['resampled', 'containers', 'pm2', 'units'],
  check(facts, question) {
    const { sockets, owners, processes, probes, resampled } = facts;
    if (!question.local || (question.protocol === 'udp' && ofGroups.has(question.port))) return undefined;
    // Of two at one path, the file of the older one is gone: all connections are the other's.
    if (question.target.kind === 'unix') return undefined;
    const taking = takersOf(sockets, question);
    // Commands that are alike make no service of those who do not answer alike.
    const isOne = mixed(probes, question) === undefined ? isOneService : isOneServer;
    const [first, second] = strangers(serversWith(taking, owners, processes), isOne);
    if (!first || !second) return byAnswers(facts, question, taking);
    const said = talkOf(probes, question)?.end;
    const turns = turnsOf(probes, question);
    const { failed, byLuck } = fateOf(said, turns, question);
    const seen = valueIn(resampled) ?? [];
    const mute = muteInTurn({ owners, resampled: seen }, taking);
    const deaf = [first, second].filter(({ socket }) => socket === mute || waits(socket, seen));
    const one = deaf.length === 1 ? deaf[0] : undefined;
    const end = one ?? olderOf(first, second);
    const apart = byLuck && !isOneProgram(first, second);
    const { why, waiting } = shownBy(one, mute);
    const keeper = keeperOf(end, question.port, facts);
    const who = [first, second].map(each => named(each.process, processes));
    return {
      severity: failed && (asksUrl(question) || apart) ? 'error' : 'warning',
      ...(one && apart && { explains: ['process/hung'] as const }),
      summary: `${who[0]} and ${who[1]} share port ${question.port} ${dealtOut[question.protocol]}${failed && turns.length > 0 ? `: ${inTurn(turns)}` : ''}.${one ? ` ${named(end.process, processes)} ${waiting}.` : ''}`,
      says: 'two programs',
      evidence: [first, second].map(each => ({
        fact: 'sockets' as const,
        says: `${named(each.process, processes)} listens on ${at(each.socket.local.address, each.socket.local.port)} in ${each.process.directory ?? 'a hidden directory'}`,
        source: 'sock_diag and /proc/PID/fd',
      })),
      fixes: [
        {
          title: `Stop ${why}, ${keeper.name ?? named(end.process, processes)}`,
          steps: keeper.stop,
          risk: 'Make sure that it is the one that you do not want.',
          needsRoot: keeper.needsRoot,
        },
      ],
      ...(byLuck ? { byLuck, outcome: 'ok' } : { outcome: 'http-error' }),
    };
  },
});

/** SSDP, WS-Discovery, mDNS and LLMNR ask multicast groups: all who have joined get a copy, and they share the port on purpose (RFC 6762 § 15.1). */
const ofGroups = new Set([1900, 3702, 5353, 5355]);

/** Of sockets without SO_REUSEPORT, the one that was bound last takes all (udp4_lib_lookup2 in net/ipv4/udp.c); which option they have cannot be seen. */
const dealtOut = {
  tcp: '(SO_REUSEPORT): each connection goes to one of them by chance',
  udp: '(SO_REUSEADDR or SO_REUSEPORT): what comes goes to one of them, and with SO_REUSEADDR always to the one that was started last',
};

/** Why it is the one to be stopped: `one` alone leaves its connections waiting, after it has accepted them where it is `mute`. */
function shownBy(one: Server | undefined, mute: Socket | undefined) {
  if (!one) return { why: 'the older one', waiting: '' };
  return one.socket === mute
    ? { why: 'the one that does not answer', waiting: 'accepts them and does not answer' }
    : {
        why: 'the one that takes none',
        waiting: `takes none of those that wait for it (${one.socket.queue.used})`,
      };
}

/** Of two that were started in one tick of the clock, the one with the smaller number is the older. */
function olderOf(first: Server, second: Server): Server {
  const [one, other] = [first.process, second.process];
  const isFirst = one.startedAt === other.startedAt ? one.pid < other.pid : one.startedAt < other.startedAt;
  return isFirst ? first : second;
}

/** No answer, or to a URL one that is none: too many requests are netcheck's own. */
const isFailure =
  (question: Question) =>
  (status: number | null): boolean =>
    status === null || (asksUrl(question) && status >= 400 && status !== 429);

const turnsOf = (probes: readonly Probe[], question: Question) => probeOf(probes, question)?.turns ?? [];

/** Whether the request failed, or one of those that were made after it; and whether another one did not. */
function fateOf(said: Conversation | undefined, turns: readonly (number | null)[], question: Question) {
  const missed =
    said !== undefined &&
    (said.outcome !== 'answered' || (said.http?.status ?? (asksUrl(question) ? 500 : 200)) >= 400);
  const failed = missed || turns.some(isFailure(question));
  return { failed, byLuck: failed && !(missed && turns.every(isFailure(question))) };
}

/** What became of each of several requests, in words. */
const inTurn = (turns: readonly (number | null)[]): string =>
  `of ${turns.length} requests, ${listed(
    [...new Set(turns)]
      .sort((a, b) => (a ?? 999) - (b ?? 999))
      .map((status, at) => {
        const count = turns.filter(each => each === status).length;
        return `${count} ${at === 0 ? 'were answered ' : ''}${status ?? 'not at all'}`;
      }),
  )}`;

/** The answers to one question that some of those who take turns have, and others say that they have not. */
function mixed(probes: readonly Probe[], question: Question): string | undefined {
  const turns = turnsOf(probes, question);
  const missing = turns.filter(status => isFailure(question)(status) && status !== null && status < 500);
  const given = turns.filter(status => status !== null && status < 400);
  return missing.length > 0 && given.length > 0 ? inTurn(turns) : undefined;
}

/** Some of several requests got no answer, and all others the one that they were to have: nobody is too busy. */
function halfSilent(probes: readonly Probe[], question: Question): string | undefined {
  const turns = turnsOf(probes, question);
  const failed = turns.filter(isFailure(question));
  const isSo = failed.length > 0 && failed.length < turns.length && failed.every(status => status === null);
  return isSo ? inTurn(turns) : undefined;
}

/** Sockets of one service; or of holders whom nobody can see, which are judged by what they answer. */
const byAnswers = (
  facts: Pick<FactValues, 'owners' | 'probes' | 'machine'>,
  question: Question,
  taking: readonly Socket[],
) =>
  taking.length > 1 && taking.some(each => !facts.owners.pidsByInode[each.inode]?.length)
    ? (unlike(facts, question, taking) ??
      unchecked(
        `${taking.length} sockets take turns on the port, and whose they are ${unseenBy(facts.machine.uid)}`,
      ))
    : undefined;

/** Nobody can see whose the sockets are, but they do not answer alike; silence may be of one that is seen to be stuck. */
function unlike(
  { probes, machine }: Pick<FactValues, 'probes' | 'machine'>,
  question: Question,
  taking: readonly Socket[],
): Finding | undefined {
  const said = mixed(probes, question) ?? halfSilent(probes, question);
  if (said === undefined) return undefined;
  return {
    severity: 'error',
    explainedBy: ['process/stopped', 'process/hung', 'process/busy', 'tcp/accept-queue-full'],
    summary: `${taking.length} sockets share port ${question.port} (SO_REUSEPORT), and they do not answer alike: ${said}. Whose they are ${unseenBy(machine.uid)}.`,
    says: `${taking.length} sockets that differ`,
    evidence: [
      { fact: 'probes', says: `The same request was sent again: ${said}`, source: 'connections from here' },
      ...taking.map(each => ({
        fact: 'sockets' as const,
        says: `A program of user ${each.uid} listens on ${at(each.local.address, each.local.port)}`,
        source: 'sock_diag',
      })),
    ],
    fixes: [
      {
        title: 'See whose they are, and stop the one that is not meant',
        text: toBeTold(machine.uid, 'names the programs, and how to stop the one'),
        needsRoot: true,
      },
    ],
    byLuck: true,
    outcome: 'ok',
  };
}

/** Connections wait for it, and as many or more did when it was looked at again. */
const waits = ({ inode, queue }: Socket, resampled: readonly Socket[]): boolean =>
  queue.used > 0 && resampled.some(each => each.inode === inode && each.queue.used >= queue.used);

/** Two servers on the very same address that are not one service. */
function strangers(servers: readonly Server[], isOne: typeof isOneService): readonly Server[] {
  for (const a of servers) {
    const b = servers.find(other => other.socket.inode !== a.socket.inode && !isOne(a, other));
    if (b) return [a, b];
  }
  return [];
}
