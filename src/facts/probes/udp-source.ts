import { isLoopback } from '../../net/prefix.js';
import type { ProbePlan } from './plan.js';

/**
 * Where the answer comes from to whom asks an address of this machine from loopback: a server that leaves the source of
 * its answers to the kernel answers from there too. Undefined where nothing came within `wait` ms. Never rejects.
 */
export async function sourceOf(
  address: string,
  port: number,
  bytes: Buffer,
  wait: number,
): Promise<string | undefined> {
  const { createSocket } = await import('node:dgram');
  const six = address.includes(':');
  const socket = createSocket(six ? 'udp6' : 'udp4');
  return new Promise(resolve => {
    const finish = (source: string | undefined) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(source);
    };
    const timer = setTimeout(finish, Math.max(1, wait), undefined);
    socket.on('error', () => finish(undefined));
    socket.on('message', (_bytes, sender) => {
      if (sender.port === port) finish(sender.address.split('%')[0]);
    });
    socket.bind({ address: six ? '::1' : '127.0.0.1' }, () =>
      socket.send(bytes, port, address, error => error && finish(undefined)),
    );
  });
}

/**
 * Where a second answer comes from, on a machine with several addresses that others may ask for. Its own clients are no
 * better off: the kernel may give them another source than the address that they ask for, so that they hear nothing.
 */
export async function answeredFrom(
  { address, port, local, question }: ProbePlan,
  bytes: Buffer,
  wait: number,
): Promise<{ readonly answeredFrom?: string }> {
  const alike = question.own.filter(own => own.includes(':') === address.includes(':') && !isLoopback(own));
  if (!local || isLoopback(address) || alike.length < 2) return {};
  const source = await sourceOf(address, port, bytes, wait);
  return source === undefined ? {} : { answeredFrom: source };
}
