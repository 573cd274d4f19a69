import { valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unseenBy } from '../../facts/unseen.js';
import { familyOf, unmapped } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { defineRule, unchecked } from '../rule.js';
import { at, named, serversOf, takersOf } from '../serving.js';
import { talkOf } from '../talk.js';
import { hiddenBeside } from './hidden-beside.js';
import { isInFront } from './in-front.js';
import { keeperOf } from './keeper.js';
import { isOneService, isPerhapsOneService, type Server, serversWith } from './relatives.js';

/** Whether what was asked there went wrong; undefined where nothing was. */
function fails(probes: readonly Probe[], question: Question): boolean | undefined {
  const said = talkOf(probes, question)?.end;
  return said && (said.outcome !== 'answered' || (said.http?.status ?? 200) >= 400);
}

/** The same question was answered at an address of the target that leads to the other listener. */
const answers = (
  probes: readonly Probe[],
  question: Question,
  { socket: { local, family } }: Server,
): boolean =>
  probes.some(({ address }) => {
    const leads = isWildcard(local.address) ? familyOf(address) === family : address === local.address;
    return leads && fails(probes, { ...question, address, family }) === false;
  });

/**
 * The address itself was asked for, whoever has it answers there, and the other program has another: nobody comes to the
 * wrong one by it.
 */
const isAside = (
  probes: readonly Probe[],
  question: Question,
  [taking, hidden]: readonly Server[],
): boolean =>
  question.target.host === question.address &&
  fails(probes, question) === false &&
  [taking, hidden].every(each => each && !isWildcard(unmapped(each.socket.local.address)));

/**
 * The address itself was asked for, and nothing is said there: that is the matter of whoever has it, and the other
 * program, of the other family, would not have had that connection.
 */
const isApart = (
  probes: readonly Probe[],
  question: Question,
  [taking, hidden]: readonly [Server, Server],
): boolean =>
  question.target.host === question.address &&
  taking.socket.family !== hidden.socket.family &&
  talkOf(probes, question)?.end.outcome !== 'answered';

/** Without the one that takes the connections, the other one does. */
const followsOn = (
  sockets: readonly Socket[],
  question: Question,
  [taking, hidden]: readonly [Server, Server],
): boolean =>
  takersOf(
    sockets.filter(each => each !== taking.socket),
    question,
  ).includes(hidden.socket);

/** Two programs on one port: which of them answers depends on the address or the family that the client uses. */
export const rule = defineRule({
  code: 'port/shadowed',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: ['containers', 'pm2', 'units', 'configuration'],
  explainedBy: ['port/shared'],
  check(facts, question) {
    const { sockets, owners, processes, probes } = facts;
    if (!question.local) return undefined;
    const takers = serversWith(takersOf(sockets, question), owners, processes);
    const taking = takers[0];
    const unseen = hiddenBeside(facts, question);
    if (unseen) return unseen;
    if (!taking) return undefined;
    const others = serversWith(serversOf(sockets, question), owners, processes);
    const files = valueIn(facts.configuration) ?? [];
    const beside = others.filter(
      each =>
        (isWildcard(each.socket.local.address) ||
          question.target.host !== null ||
          each.socket.family !== taking.socket.family) &&
        !isInFront(taking, each, question, files),
    );
    const failed = fails(probes, question) === true;
    const perhaps = beside.find(each => takers.some(taker => isPerhapsOneService(each, taker)));
    const differs = failed && perhaps !== undefined && answers(probes, question, perhaps);
    const hidden =
      beside.find(each => !takers.some(taker => isOneService(each, taker))) ??
      (differs ? perhaps : undefined);
    if (!hidden && perhaps)
      return unchecked(
        `pid ${taking.process.pid} and pid ${perhaps.process.pid} may be two programs: where they were started ${unseenBy(facts.machine.uid)}`,
      );
    if (!hidden) return undefined;
    const aside = isAside(probes, question, [taking, hidden]);
    const misled = failed && question.target.host !== null && !isApart(probes, question, [taking, hidden]);
    const keeper = keeperOf(taking, question.port, facts);
    const [here, there] = [taking, hidden].map(each => named(each.process, processes));
    const [mine, theirs] = [taking, hidden].map(each =>
      at(each.socket.local.address, each.socket.local.port),
    );
    return {
      severity: aside ? 'note' : misled ? 'error' : 'warning',
      summary: `Two programs listen on port ${question.port}: ${here} answers ${at(question.address, question.port)} (it listens on ${mine}), and ${there} (on ${theirs}) does not get these connections.`,
      says: `pid ${taking.process.pid} answers`,
      evidence: [taking, hidden].map(each => ({
        fact: 'sockets' as const,
        says: `${named(each.process, processes)} listens on ${at(each.socket.local.address, each.socket.local.port)}`,
        source: 'sock_diag and /proc/PID/fd',
      })),
      fixes: [
        ...(aside
          ? []
          : [
              {
                title: `Stop ${keeper.name ?? here}, if the other one is meant`,
                steps: keeper.stop,
                ...(question.target.host === question.address &&
                  !followsOn(sockets, question, [taking, hidden]) && {
                    text: `Then nobody has ${question.address}: ${there} has to listen there, too, or on every address.`,
                  }),
                risk: 'What it serves ends with it.',
                needsRoot: keeper.needsRoot,
              },
            ]),
        {
          title: 'Ask by the address of the one that is meant',
          text: `${theirs} is ${there}`,
          needsRoot: false,
        },
      ],
      outcome: 'http-error',
    };
  },
});
