import { loadKoffi, type SocketCalls, socketCalls } from '../netlink/library.js';

/** struct msghdr with one struct iovec, as recvmsg(2) fills it in. */
export interface MessageHeader {
  readonly name: null;
  readonly nameLength: number;
  readonly vector: { readonly base: Buffer; readonly length: number };
  readonly vectorLength: number;
  readonly control: Buffer;
  controlLength: number | bigint;
  readonly flags: number;
}

/** What reading a socket's queue of errors takes beside the calls for netlink, each as the C library declares it. */
export interface ErrorQueueCalls extends SocketCalls {
  recvmsg(socket: number, message: MessageHeader, flags: number): number;
  /** The size of size_t, bytes. */
  readonly word: 4 | 8;
}

function loadCalls(): ErrorQueueCalls | undefined {
  const calls = socketCalls();
  if (!calls) return undefined;
  const koffi = loadKoffi();
  const libc = koffi.load(null);
  const vector = koffi.struct({ base: 'void *', length: 'size_t' });
  const message = koffi.struct({
    name: 'void *',
    nameLength: 'uint32_t',
    vector: koffi.pointer(vector),
    vectorLength: 'size_t',
    control: 'void *',
    controlLength: 'size_t',
    flags: 'int',
  });
  return {
    ...calls,
    recvmsg: libc.func('recvmsg', 'intptr_t', ['int', koffi.inout(koffi.pointer(message)), 'int']),
    word: koffi.sizeof('size_t') === 4 ? 4 : 8,
  } as ErrorQueueCalls;
}

let calls: ErrorQueueCalls | undefined | null = null;

/** The calls, loaded when first asked for; undefined where koffi is not installed, cannot do it, or this is no Linux. */
export function errorQueueCalls(): ErrorQueueCalls | undefined {
  if (calls === null) {
    try {
      calls = loadCalls();
    } catch {
      calls = undefined;
    }
  }
  return calls;
}
