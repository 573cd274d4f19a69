import { known } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { identify } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import { protocolOf } from '../http/speaks.js';
import { defineRule, type Evidence, unchecked } from '../rule.js';
import { named, takersOf } from '../serving.js';
import { silenceOf } from '../silence.js';
import { asksUrl } from '../talk.js';
import { hungInside, serverInside } from './server-inside.js';
import { count, servingOf } from './servers.js';

/** It takes connections and gives no byte: it does not accept them, does not read them, or reads and never answers. */
export const rule = defineRule({
  code: 'process/hung',
  needs: ['sockets', 'owners', 'processes', 'probes', 'resampled', 'interfaces', 'machine'],
  mayUse: ['namespaces', 'containers', 'firewall', 'routes', 'limits'],
  explainedBy: [
    'process/stopped',
    'process/fd-limit',
    'process/busy',
    'port/held-by-child',
    'process/waits-for-dependency',
    'http/bad-gateway',
  ],
  check(facts, question) {
    const { sockets, owners, processes, probes, resampled, machine } = facts;
    const silence = silenceOf(probes, question);
    if (!silence) return undefined;
    const inside = serverInside(asLead(facts), question);
    if (inside) return hungInside(inside, silence, question);
    const serving = servingOf(sockets, owners, processes, question);
    if (!serving)
      return question.local && takersOf(sockets, question).length > 0 ? hidden(machine) : undefined;
    const { socket, workers } = serving;
    const now = resampled.find(each => each.inode === socket.inode) ?? socket;
    const unread = resampled.filter(each => each.state === 'established' && each.queue.used > 0);
    const deaf = now.queue.used > 0 || unread.length > 0;
    const first = workers[0]!;
    const speaksHttp = identify(first, processes).speaks === 'http' || asksUrl(question);
    // A server that reads and stays silent may wait for words of a protocol that we do not speak.
    if (!deaf && (!speaksHttp || protocolOf(first.name) !== undefined)) return undefined;
    const where = first.waitChannel ? `, waiting in ${first.waitChannel}` : '';
    const doing = doingIn(first.waitChannel);
    const idle = idleConnections(resampled);
    return {
      severity: 'error',
      summary: `${named(first, processes)} takes connections and does not answer: ${deafness(now, unread, workers.length)}${doing ? `; ${workers.length === 1 ? 'it' : `pid ${first.pid}`} ${doing}` : ''}.`,
      says: 'no answer',
      evidence: [
        {
          fact: 'probes',
          says: `connected, no byte in ${Math.round(silence.ms)} ms`,
          source: 'a request from here',
        },
        {
          fact: 'processes',
          says: `${count(workers.length, 'process')} to answer it; pid ${first.pid} is in state ${first.state}${where}`,
          source: `/proc/${first.pid}/stat, wchan`,
        },
        ...(deaf ? unreadEvidence(now, idle, workers) : []),
      ],
      fixes: [
        {
          title: 'See what it waits for, then restart it',
          text: `${lookInto(first)} A single worker that one slow or idle client can hold wants more workers or threads, and timeouts.`,
          needsRoot: false,
        },
      ],
      outcome: 'no-answer',
    };
  },
});

/** What was left in the queues, and who may hold the workers that should empty them. */
function unreadEvidence(now: Socket, idle: number, workers: readonly Process[]): readonly Evidence[] {
  const source = 'sock_diag or /proc/net/tcp';
  const waiting = `${count(now.queue.used, 'connection')} not accepted`;
  const holding = `${count(idle, 'idle connection')} may hold ${workers.length === 1 ? 'its only worker' : 'its workers'}`;
  return [
    ...(now.queue.used > 0 ? [{ fact: 'resampled' as const, says: waiting, source }] : []),
    ...(idle > 0 ? [{ fact: 'resampled' as const, says: holding, source }] : []),
  ];
}

/** What listens is silent, and whether it is stuck or waits for words of its own shows only by who it is. */
const hidden = ({ uid }: FactValues['machine']) =>
  unchecked(
    `the program that takes the connections cannot be seen ${uid === 0 ? 'from here' : 'without root'}`,
  );

/** The facts as those who follow a port want them. */
const asLead = <T extends Pick<FactValues, 'owners' | 'processes' | 'probes'>>(facts: T) => ({
  ...facts,
  owners: known(facts.owners, '/proc/PID/fd'),
  processes: known(facts.processes, '/proc'),
  probes: known(facts.probes, 'connections made'),
});

/** What a wait channel of the kernel means for a server. */
const channels: readonly (readonly [RegExp, string])[] = [
  [/nanosleep/, 'sleeps'],
  [/epoll|poll_schedule|select|kqueue/, 'waits for events, so nothing in it is left to do for the request'],
  [/futex/, 'waits for a lock or for another of its threads'],
  [/pipe/, 'waits for another program to write to a pipe, or to read from one'],
  [/wait_woken|sk_wait|inet_csk|unix_stream/, 'waits for another program or machine to say something'],
  [/do_wait|kernel_wait/, 'waits for a program that it started'],
  [/io_schedule|nfs|jbd2|wait_on_page|folio_wait/, 'waits for a disk or a network drive'],
];

const doingIn = (channel: string | null): string | undefined =>
  channel === null ? undefined : channels.find(([pattern]) => pattern.test(channel))?.[1];

/** How people look into a program of this kind while it runs. */
function lookInto(process: Process): string {
  const { pid } = process;
  switch (invocationOf(process).language) {
    case 'python':
      return `py-spy dump --pid ${pid} shows the line it is in.`;
    case 'java':
      return `jstack ${pid} shows the line that each thread is in.`;
    case 'ruby':
      return `rbspy dump --pid ${pid} shows the line it is in.`;
    case 'node':
      return `kill -USR1 ${pid} opens Node's debugger on 127.0.0.1:9229 (node inspect -p ${pid}). A handler that never calls res.end(), or an await that never ends, looks like this.`;
    case 'php':
      return `strace -p ${pid} shows what it waits for; another request's script may hold it.`;
    default:
      return `gdb -p ${pid}, or strace -p ${pid}, shows what it is in.`;
  }
}

function deafness(socket: Socket, unread: readonly Socket[], workers: number): string {
  if (socket.queue.used > 0)
    return `${count(socket.queue.used, 'connection')} wait${socket.queue.used === 1 ? 's' : ''} to be accepted`;
  if (unread.length > 0) return 'it has accepted them and does not read what is sent';
  return workers === 1
    ? 'it reads the request and sends nothing'
    : `none of its ${workers} processes sends anything`;
}

const idleConnections = (sockets: readonly Socket[]): number =>
  sockets.filter(each => each.state === 'established' && each.queue.used === 0 && each.inode !== 0).length;
