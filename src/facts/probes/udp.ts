import { takeRefusal } from '../../system/error-queue/queue.js';
import type { Stream } from '../../system/tcp/stream.js';
import { openDatagrams } from '../../system/udp.js';
import { OTHER_LIMIT, outcomeOf } from './connect.js';
import { blank } from './converse.js';
import type { ProbePlan } from './plan.js';
import type { Conversation, Probe } from './types.js';
import { udpQuestion } from './udp-questions.js';
import { answeredFrom } from './udp-source.js';

/** An answer, or the refusal of a closed port, comes at once from here. */
const OWN_LIMIT = 700;
/** An empty datagram is seldom answered: all that is waited for is the ICMP error. */
const ICMP_LIMIT = 250;

/** UDP carries no more in one datagram. */
const LARGEST = 65_536;

interface Heard {
  readonly errno: string | null;
  readonly answer: Buffer | null;
  readonly offender?: Probe['offender'];
}

/** Sends one datagram and waits for an answer or an error, on a socket of our own. */
async function ask(socket: Stream, bytes: Buffer, until: number): Promise<Heard> {
  const into = Buffer.allocUnsafe(LARGEST);
  let got: number | string | null = socket.send(bytes);
  if (typeof got !== 'string') {
    got = null;
    while (got === null && (await socket.ready(until))) got = socket.receive(into);
  }
  if (typeof got === 'string') return { errno: got, answer: null, offender: takeRefusal(socket.descriptor) };
  return { errno: null, answer: got === null ? null : into.subarray(0, got) };
}

/** The same by Node's own socket, where koffi is missing. */
async function askByNode({ address, port }: ProbePlan, bytes: Buffer, wait: number): Promise<Heard> {
  const { createSocket } = await import('node:dgram');
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' });
  return new Promise(resolve => {
    const finish = (errno: string | null, answer: Buffer | null) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve({ errno, answer });
    };
    const timer = setTimeout(() => finish(null, null), Math.max(1, wait));
    const fail = (error: NodeJS.ErrnoException) => finish(error.code ?? 'EIO', null);
    socket.on('error', fail);
    socket.once('message', message => finish(null, message));
    socket.once('connect', () => socket.send(bytes, error => error && fail(error)));
    socket.connect(port, address);
  });
}

/** Sends one datagram on a connected socket, so that ICMP errors come back, and waits for what does. Never rejects. */
async function exchange(plan: ProbePlan, bytes: Buffer, wait: number): Promise<Heard> {
  const socket = openDatagrams(plan.address, plan.port);
  if (socket === undefined) return askByNode(plan, bytes, wait);
  if (typeof socket === 'string') return { errno: socket, answer: null };
  const heard = await ask(socket, bytes, performance.now() + wait);
  socket.close();
  return heard;
}

/**
 * Asks a UDP port. An ICMP error is `refused` (or unreachable); everything else counts as connected, as far as UDP
 * knows of connections, and the conversation tells whether it was answered or silent. From another machine, silence
 * is a timeout: nobody can tell whether anything arrived. `deadline` is performance.now() time.
 */
export async function probeUdp(plan: ProbePlan, deadline: number): Promise<Probe> {
  const { protocol, address, port, local, because } = plan;
  const question = udpQuestion(port);
  const start = performance.now();
  const limit = !local ? OTHER_LIMIT : question.bytes.length === 0 ? ICMP_LIMIT : OWN_LIMIT;
  const {
    errno,
    answer,
    offender = null,
  } = await exchange(plan, question.bytes, Math.min(limit, deadline - start));
  const ms = performance.now() - start;
  const banner = answer && question.recognise(answer);
  const left = Math.min(answer ? limit : ICMP_LIMIT, deadline - performance.now());
  const from = errno ? {} : await answeredFrom(plan, question.bytes, left);
  const conversation: Conversation = {
    ...blank(address, port, 'udp', 'asked'),
    service: question.protocol,
    outcome: errno ? 'failed' : answer ? 'answered' : 'silent',
    errno,
    firstBytes: answer?.toString('latin1', 0, 512) ?? '',
    protocol: banner === null ? null : question.protocol,
    banner,
    ...from,
    ms,
  };
  const silent = errno === null && answer === null && !local;
  const outcome = errno ? outcomeOf(errno) : silent ? 'timeout' : 'connected';
  return {
    protocol,
    address,
    port,
    outcome,
    errno: silent ? 'ETIMEDOUT' : errno,
    offender,
    ms,
    conversations: [conversation],
    ...(because && { because }),
  };
}
