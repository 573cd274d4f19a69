import type { Probe } from '../../facts/probes/types.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { keepingMayUse, situationKept } from '../background/keeping.js';
import { askedHere } from '../name/server-here.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { silenceOf } from '../silence.js';
import { servingOf } from './servers.js';

/** Open descriptors at the soft limit and connections that nobody accepts: accept() fails with EMFILE. */
export const rule = defineRule({
  code: 'process/fd-limit',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: keepingMayUse,
  check(facts, asked) {
    const { sockets, owners, processes, probes, machine } = facts;
    const question = askedHere(probes, sockets, asked);
    const serving = servingOf(sockets, owners, processes, question);
    const probe = probeOf(probes, question);
    const waiting = silenceOf(probes, question) !== undefined || probe?.outcome === 'timeout';
    // libuv keeps one descriptor back, by which it takes connections and closes them at once (uv__emfile_trick).
    const shut = probe !== undefined && hangsUp(probe);
    if (!serving || !(waiting || shut)) return undefined;
    const full = serving.workers.filter(
      ({ descriptors }) => descriptors?.soft && descriptors.open >= descriptors.soft - 1,
    );
    const first = full[0];
    if (!first?.descriptors || full.length < serving.workers.length) return undefined;
    const { open, soft, hard } = first.descriptors;
    const ample = Math.max(4096, (soft ?? 1024) * 4);
    // Up to the hard limit its owner may raise the soft one, and the hard one stays as it is. Beyond it takes
    // CAP_SYS_RESOURCE, which the root of a container has not: what is twice as much as is open will do.
    const within = hard !== null && hard >= Math.min(ample, open * 2);
    const wanted = within ? Math.min(ample, hard) : ample;
    return {
      severity: 'error',
      summary: `${named(first, processes)} has ${open} of ${soft} file descriptors open, so it cannot ${shut ? 'keep another connection: it hangs up on clients' : 'accept another connection; clients wait'}.`,
      says: `${open} of ${soft} descriptors`,
      evidence: [
        {
          fact: 'processes',
          says: `${open} open descriptors, soft limit ${soft}`,
          source: `/proc/${first.pid}/fd, /proc/${first.pid}/limits`,
        },
        shut
          ? { fact: 'probes', says: 'connections end without a byte', source: 'a connection from here' }
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
      outcome: 'no-answer',
    };
  },
});

/** Every connection ended without a byte. */
const hangsUp = ({ outcome, conversations }: Probe): boolean =>
  outcome === 'reset' ||
  (conversations.length > 0 && conversations.every(each => /^(closed|reset)$/.test(each.outcome)));
