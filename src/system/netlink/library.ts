import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLittleEndian } from '../os.js';

/** The system calls that netlink (and a socket of our own making) takes, each as the C library declares it; -1 is an error, its number in `errno`. */
export interface SocketCalls {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(socket: number, level: number, name: number, value: Buffer, length: number): number;
  connect(socket: number, address: Buffer, length: number): number;
  bind(socket: number, address: Buffer, length: number): number;
  send(socket: number, bytes: Buffer, length: number, flags: number): number;
  recv(socket: number, bytes: Buffer, length: number, flags: number): number;
  close(socket: number): number;
  getsockopt(socket: number, level: number, name: number, value: Buffer, length: Buffer): number;
  shutdown(socket: number, how: number): number;
  poll(sockets: Buffer, count: number, timeout: number): number;
  if_nametoindex(name: string): number;
  /** bpf(2), which has no function of its own. Throws on a processor whose number for it is not known here. */
  bpf(command: number, attributes: Buffer, size: number): number;
  /** Missing in an old C library. */
  statx?(folder: number, path: string, flags: number, mask: number, into: Buffer): number;
  errno(): number;
}

export type Koffi = typeof import('koffi');

/** The file in the nearest node_modules that has it, as `require` looks for packages. */
function installed(path: string, folder: string): string | undefined {
  const file = join(folder, 'node_modules', path);
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : installed(path, dirname(folder));
}

/**
 * koffi's own loader looks for its binary in a dozen places, which takes longer than loading it (3.9 ms against 0.9 ms
 * altogether), so the place where npm puts it is tried first.
 */
function findKoffi(): Koffi {
  const here = import.meta.dirname;
  const { arch } = process;
  const binary = installed(`@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`, here);
  try {
    const module = { exports: {} };
    process.dlopen(module, binary ?? '');
    return module.exports as Koffi;
  } catch {
    return process.getBuiltinModule('node:module').createRequire(`${here}/`)('koffi') as Koffi;
  }
}

let koffi: Koffi | undefined;

/** koffi, loaded when first asked for. Throws where it is not installed. */
export function loadKoffi(): Koffi {
  koffi ??= findKoffi();
  return koffi;
}

function declared<T>(declare: () => T): T | undefined {
  try {
    return declare();
  } catch {
    return undefined;
  }
}

/** A function that is declared when it is first called: most runs call few of them. */
function later<T extends (...words: never[]) => unknown>(declare: () => unknown): T {
  let call: T | undefined;
  return ((...words: Parameters<T>) => {
    call ??= declare() as T;
    return call(...words);
  }) as T;
}

/** Numbers of bpf(2) (asm/unistd.h). */
const BPF: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 321, arm64: 280, riscv64: 280 };

function declareBpf(libc: ReturnType<Koffi['load']>): SocketCalls['bpf'] {
  const number = BPF[process.arch];
  if (number === undefined) throw new Error(`bpf(2) on ${process.arch}`);
  const syscall = libc.func('syscall', 'long', ['long', 'int', 'void *', 'unsigned int']);
  return (command, attributes, size) => syscall(number, command, attributes, size) as number;
}

function loadCalls(): SocketCalls | undefined {
  if (process.platform !== 'linux' || !isLittleEndian) return undefined;
  try {
    const koffi = loadKoffi();
    const libc = koffi.load(null);
    const statx = declared(() =>
      libc.func('statx', 'int', ['int', 'str', 'int', 'uint32_t', 'void *']),
    ) as SocketCalls['statx'];
    return {
      ...(statx && { statx }),
      socket: libc.func('socket', 'int', ['int', 'int', 'int']) as SocketCalls['socket'],
      setsockopt: libc.func('setsockopt', 'int', [
        'int',
        'int',
        'int',
        'void *',
        'uint32_t',
      ]) as SocketCalls['setsockopt'],
      connect: libc.func('connect', 'int', ['int', 'void *', 'uint32_t']) as SocketCalls['connect'],
      send: libc.func('send', 'intptr_t', ['int', 'void *', 'size_t', 'int']) as SocketCalls['send'],
      recv: libc.func('recv', 'intptr_t', ['int', 'void *', 'size_t', 'int']) as SocketCalls['recv'],
      close: libc.func('close', 'int', ['int']) as SocketCalls['close'],
      bind: later(() => libc.func('bind', 'int', ['int', 'void *', 'uint32_t'])),
      getsockopt: later(() => libc.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *'])),
      shutdown: later(() => libc.func('shutdown', 'int', ['int', 'int'])),
      poll: later(() => libc.func('poll', 'int', ['void *', 'unsigned long', 'int'])),
      if_nametoindex: later(() => libc.func('if_nametoindex', 'uint32_t', ['str'])),
      bpf: later(() => declareBpf(libc)),
      errno: () => koffi.errno(),
    };
  } catch {
    return undefined;
  }
}

let calls: SocketCalls | undefined | null = null;

/** The calls where somebody has asked for them already: for what Node can do too, they are not worth loading. */
export const loadedCalls = (): SocketCalls | undefined => calls ?? undefined;

/** The calls, loaded when first asked for; undefined where koffi is not installed or the platform has no netlink. */
export function socketCalls(): SocketCalls | undefined {
  if (calls === null) calls = loadCalls();
  return calls;
}
