import { isWildcard } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at, named, serversOf, takersOf } from '../serving.js';
import { talkOf } from '../talk.js';
import { hiddenBeside } from './hidden-beside.js';
import { keeperOf } from './keeper.js';
import { isOneService, serversWith } from './relatives.js';

/** Two programs on one port: which of them answers depends on the address or the family that the client uses. */
export const rule = defineRule({
  code: 'port/shadowed',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: ['containers', 'pm2'],
  explainedBy: ['port/shared'],
  check(facts, question) {
    const { sockets, owners, processes, probes } = facts;
    if (!question.local) return undefined;
    const takers = serversWith(takersOf(sockets, question), owners, processes);
    const taking = takers[0];
    const unseen = hiddenBeside({ sockets, owners, processes }, question);
    if (unseen) return unseen;
    if (!taking) return undefined;
    const others = serversWith(serversOf(sockets, question), owners, processes);
    const hidden = others.find(
      each =>
        !takers.some(taker => isOneService(each, taker)) &&
        (isWildcard(each.socket.local.address) ||
          question.target.host !== null ||
          each.socket.family !== taking.socket.family),
    );
    if (!hidden) return undefined;
    const said = talkOf(probes, question)?.end;
    const failed = said !== undefined && (said.outcome !== 'answered' || (said.http?.status ?? 200) >= 400);
    const keeper = keeperOf(taking, question.port, facts);
    const [here, there] = [taking, hidden].map(each => named(each.process, processes));
    const [mine, theirs] = [taking, hidden].map(each =>
      at(each.socket.local.address, each.socket.local.port),
    );
    return {
      severity: failed && question.target.host !== null ? 'error' : 'warning',
      summary: `Two programs listen on port ${question.port}: ${here} answers ${at(question.address, question.port)} (it listens on ${mine}), and ${there} (on ${theirs}) does not get these connections.`,
      says: `pid ${taking.process.pid} answers`,
      evidence: [taking, hidden].map(each => ({
        fact: 'sockets' as const,
        says: `${named(each.process, processes)} listens on ${at(each.socket.local.address, each.socket.local.port)}`,
        source: 'sock_diag and /proc/PID/fd',
      })),
      fixes: [
        {
          title: `Stop ${keeper.name ?? here}, if the other one is meant`,
          steps: [keeper.stop],
          risk: 'What it serves ends with it.',
          needsRoot: keeper.needsRoot,
        },
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
