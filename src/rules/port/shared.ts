import { defineRule } from '../rule.js';
import { at, named, takersOf } from '../serving.js';
import { talkOf } from '../talk.js';
import { isOneService, serversWith } from './relatives.js';

/** Sockets of unrelated programs with the same address (SO_REUSEPORT): the kernel deals connections out between them. */
export const rule = defineRule({
  code: 'port/shared',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  check({ sockets, owners, processes, probes, machine }, question) {
    if (!question.local) return undefined;
    const servers = serversWith(takersOf(sockets, question), owners, processes);
    const [first, second] = strangers(servers);
    if (!first || !second) return undefined;
    const said = talkOf(probes, question)?.end;
    const failed = said !== undefined && (said.outcome !== 'answered' || (said.http?.status ?? 200) >= 400);
    const older = first.process.startedAt <= second.process.startedAt ? first : second;
    const who = [first, second].map(each => named(each.process, processes));
    return {
      severity: failed && question.target.kind === 'url' ? 'error' : 'warning',
      summary: `${who[0]} and ${who[1]} share port ${question.port} (SO_REUSEPORT): each connection goes to one of them by chance.`,
      says: 'two programs',
      evidence: [first, second].map(each => ({
        fact: 'sockets' as const,
        says: `${named(each.process, processes)} listens on ${at(each.socket.local.address, each.socket.local.port)} in ${each.process.directory ?? 'a hidden directory'}`,
        source: 'sock_diag and /proc/PID/fd',
      })),
      fixes: [
        {
          title: `Stop the older one, ${named(older.process, processes)}`,
          steps: [{ do: 'stop', pid: older.process.pid }],
          risk: 'Make sure that it is the one that you do not want.',
          needsRoot: machine.uid !== older.process.uid,
        },
      ],
      outcome: 'http-error',
    };
  },
});

/** Two servers on the very same address that are not one service. */
function strangers<T extends Parameters<typeof isOneService>[0]>(servers: readonly T[]): readonly T[] {
  for (const a of servers) {
    const b = servers.find(other => other.socket.inode !== a.socket.inode && !isOneService(a, other));
    if (b) return [a, b];
  }
  return [];
}
