import { canonicalAddress, wildcardOf } from '../../net/address.js';
import { pidInode } from './pid-inode.js';
import type { Endpoint, Socket, SocketState, UnixListener } from './types.js';
import { unseenSocket } from './unseen.js';

/** One open file of `lsof -F`: the fields of its process and its own, by their letters (lsof(8), OUTPUT FOR OTHER PROGRAMS). */
type OpenFile = Readonly<Record<string, string>>;

/** Fields that T has a name within: `TST=LISTEN`, `TQR=0`, `TQS=0`. */
const keyOf = (line: string): [key: string, value: string] =>
  line[0] === 'T' && line.includes('=')
    ? [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]
    : [line[0] ?? '', line.slice(1)];

/** A line with p starts a process, one with f an open file of it. */
function openFiles(text: string): OpenFile[] {
  const files: OpenFile[] = [];
  let owner: Record<string, string> = {};
  let file: Record<string, string> | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [key, value] = keyOf(line);
    if (key === 'p') {
      owner = { p: value };
      file = undefined;
    } else if (key === 'f') {
      file = { ...owner, f: value };
      files.push(file);
    } else (file ?? owner)[key] = value;
  }
  return files;
}

const STATES: Readonly<Record<string, SocketState>> = {
  CLOSED: 'bound',
  BOUND: 'bound',
  IDLE: 'bound',
  LISTEN: 'listen',
  SYN_SENT: 'syn-sent',
  SYN_RCVD: 'syn-recv',
  SYN_RECEIVED: 'syn-recv',
  ESTABLISHED: 'established',
  CLOSE_WAIT: 'close-wait',
  FIN_WAIT_1: 'fin-wait-1',
  FIN_WAIT_2: 'fin-wait-2',
  CLOSING: 'closing',
  LAST_ACK: 'last-ack',
  TIME_WAIT: 'time-wait',
};

/** `*:8000`, `127.0.0.1:8000`, `[::1]:8000`; `*` is every address of the family. */
function parseEndpoint(text: string, family: 4 | 6): Endpoint | undefined {
  const match = /^(.*):(\d+|\*)$/.exec(text);
  if (!match) return undefined;
  const wildcard = wildcardOf(family);
  const bare = match[1]!.replace(/^\[|\]$/g, '');
  const address = bare === '*' || bare === '' ? wildcard : canonicalAddress(bare);
  return address === undefined ? undefined : { address, port: match[2] === '*' ? 0 : Number(match[2]) };
}

const FAMILIES: Readonly<Record<string, 4 | 6>> = { IPv4: 4, IPv6: 6 };
const PROTOCOLS: Readonly<Record<string, Socket['protocol']>> = { TCP: 'tcp', UDP: 'udp' };

const own = <T>(table: Readonly<Record<string, T>>, word = ''): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

function stateOf(file: OpenFile, protocol: Socket['protocol'], connected: boolean): SocketState | undefined {
  if (protocol === 'udp') return connected ? 'established' : 'unconnected';
  return own(STATES, file.TST ?? 'CLOSED');
}

function toSocket(file: OpenFile, place: number): Socket | undefined {
  const family = own(FAMILIES, file.t);
  const protocol = own(PROTOCOLS, file.P);
  if (!family || !protocol) return undefined;
  const [near = '', far] = (file.n ?? '').split('->');
  const local = parseEndpoint(near, family);
  const remote = parseEndpoint(far ?? '*:*', family);
  const state = stateOf(file, protocol, far !== undefined);
  if (!local || !remote || !state) return undefined;
  const { TQR: received = '0', TQS: sent = '0', u: uid = '-1', p: pid = '0' } = file;
  return {
    protocol,
    family,
    state,
    local,
    remote,
    queue: state === 'listen' ? { used: 0, limit: null } : { used: Number(received), limit: Number(sent) },
    uid: Number(uid),
    inode: pidInode(Number(pid), place),
    ...unseenSocket,
  };
}

/** The TCP and UDP sockets in the output of `lsof -nP -i -FpuftPnT`; everything else in it is left out. */
export const parseLsof = (text: string): Socket[] =>
  openFiles(text).flatMap((file, place) => toSocket(file, place) ?? []);

/** The unix sockets with a path in the output of `lsof -U -FpftPn`. Those connected to others have a name like `->0x…`. */
export const parseLsofUnix = (text: string): UnixListener[] =>
  openFiles(text).flatMap((file, place) =>
    file.t === 'unix' && file.n?.startsWith('/')
      ? [{ path: file.n, inode: pidInode(Number(file.p ?? 0), place), type: 'stream' as const }]
      : [],
  );
