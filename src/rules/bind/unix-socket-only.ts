import { recognised } from '../../programs/identify.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';

/** What keeps servers running takes its orders on a socket of its own. */
const keepers = new Set(['pm2-daemon', 'supervisord']);

/** The program that was meant listens on a unix socket and on no port. */
export const rule = defineRule({
  code: 'bind/unix-socket-only',
  needs: ['sockets', 'unixListeners', 'owners', 'processes', 'listeners', 'subject', 'machine'],
  check({ sockets, unixListeners, owners, processes, listeners, subject, machine }, question) {
    if (question.target.kind === 'unix') return undefined;
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    const holds = (inode: number, pid: number) => owners.pidsByInode[inode]?.includes(pid) ?? false;
    for (const process of processes) {
      const path = unixListeners.find(each => each.type === 'stream' && holds(each.inode, process.pid));
      if (!path || listeners.some(each => holds(each.inode, process.pid))) continue;
      const program = recognised(process, processes)?.program;
      const meant =
        subject.pids.includes(process.pid) ||
        (program?.defaultPorts.includes(question.port) ?? false) ||
        (program !== undefined && !keepers.has(program.id) && process.directory === machine.directory);
      if (!meant) continue;
      const who = named(process, processes);
      return absent(
        `${who} listens on the unix socket ${path.path} and on no port, so nobody can reach it by TCP.`,
        `unix socket ${path.path}`,
        [
          {
            fact: 'unixListeners',
            says: `${who} listens on ${path.path}`,
            source: 'unix_diag or /proc/net/unix',
          },
        ],
        [
          {
            title: 'Talk to the socket, as a proxy in front of it does',
            text: `curl --unix-socket ${path.path} http://localhost/`,
            needsRoot: false,
          },
          {
            title: 'Let it listen on a port',
            text: `Give it an address instead of the path: ${program?.title ?? 'its'} option or configuration for where it listens.`,
            needsRoot: false,
          },
        ],
      );
    }
    return undefined;
  },
});
