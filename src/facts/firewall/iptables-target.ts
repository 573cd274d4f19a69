import { isWildcard } from '../../net/prefix.js';
import { connmark, mark, ofSet, SOME_MARK } from './iptables-marks.js';
import { argumentOf, type Option } from './iptables-words.js';
import type { Json, Statement } from './types.js';

/** Targets that only note or change something that no verdict of ours depends on. */
const passing = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'TCPMSS',
  'CHECKSUM',
  'TTL',
  'HL',
  'TRACE',
  'AUDIT',
  'CLASSIFY',
  'SECMARK',
  'CONNSECMARK',
  'RATEEST',
  'TEE',
  'LED',
  'IDLETIMER',
  'TCPOPTSTRIP',
  'ECN',
  'CONTINUE',
]);

const rejections: Readonly<Record<string, string>> = {
  'icmp-net-unreachable': 'net-unreachable',
  'icmp-host-unreachable': 'host-unreachable',
  'icmp-proto-unreachable': 'prot-unreachable',
  'icmp-port-unreachable': 'port-unreachable',
  'icmp-net-prohibited': 'net-prohibited',
  'icmp-host-prohibited': 'host-prohibited',
  'icmp-admin-prohibited': 'admin-prohibited',
  'icmp6-no-route': 'no-route',
  'icmp6-adm-prohibited': 'admin-prohibited',
  'icmp6-addr-unreachable': 'addr-unreachable',
  'icmp6-port-unreachable': 'port-unreachable',
};

function reject(options: readonly Option[], family: 'ip' | 'ip6'): Statement {
  const kind = argumentOf(options, '--reject-with') ?? '';
  if (kind === 'tcp-reset') return { reject: { type: 'tcp reset' } };
  const type = family === 'ip' ? 'icmp' : 'icmpv6';
  return { reject: { type, expr: rejections[kind] ?? 'port-unreachable' } };
}

const portOf = (text: string): Json => {
  const [first = '', last] = text.split('-');
  return last === undefined ? Number(first) : { range: [Number(first), Number(last.split('/')[0])] };
};

/** `10.0.0.1-10.0.0.9:80-90`, `[fd00::1]:80`, `:80`. */
function nat(kind: 'dnat' | 'snat', to: string): Statement {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]*)\]|([^:]*|[0-9a-f]*:[0-9a-f:]*))(?::(\d[\d/-]*))?$/i.exec(to) ?? [];
  const address = bracketed ?? plain ?? '';
  const [first = '', last] = address.split('-');
  const addr: Json = last === undefined ? first : { range: [first, last] };
  return {
    [kind]: { ...(address ? { addr } : {}), ...(port === undefined ? {} : { port: portOf(port) }) },
  };
}

function tproxy(options: readonly Option[]): readonly Statement[] {
  const addr = argumentOf(options, '--on-ip');
  const port = Number(argumentOf(options, '--on-port') ?? 0);
  return [
    {
      tproxy: {
        ...(addr && !isWildcard(addr) ? { addr } : {}),
        ...(port ? { port } : {}),
        otherwise: 'drop',
      },
    },
  ];
}

/** The zones of CT: by number, or by the packet's mark. */
const zone = (options: readonly Option[]): readonly Statement[] =>
  (
    [
      ['--zone', undefined],
      ['--zone-orig', 'original'],
      ['--zone-reply', 'reply'],
    ] as const
  ).flatMap(([name, dir]) => {
    const id = argumentOf(options, name);
    const value: Json = id === 'mark' ? { meta: { key: 'mark' } } : Number(id);
    return id === undefined ? [] : [{ mangle: { key: { ct: { key: 'zone', ...(dir && { dir }) } }, value } }];
  });

/** TTL and HL: the hops that are left; what adds to them or takes from them leaves enough. */
function hops(options: readonly Option[], family: 'ip' | 'ip6'): readonly Statement[] {
  const left = argumentOf(options, family === 'ip' ? '--ttl-set' : '--hl-set');
  const key: Json = { payload: { protocol: family, field: family === 'ip' ? 'ttl' : 'hoplimit' } };
  return left === undefined ? [] : [{ mangle: { key, value: Number(left) } }];
}

/** DSCP and TOS: the traffic class; one by name, or of which some bits are kept, is not worked out. */
function trafficClass(options: readonly Option[], family: 'ip' | 'ip6'): readonly Statement[] {
  const set = argumentOf(options, '--set-dscp');
  const value = set === undefined ? null : Number(set) || 'cs0';
  return [{ mangle: { key: { payload: { protocol: family, field: 'dscp' } }, value } }];
}

/** What a target does, in nft's words; an unknown one may do anything and is left as an `xt` to be named. */
export function targetOf(
  name: string,
  options: readonly Option[],
  family: 'ip' | 'ip6',
): readonly Statement[] {
  if (name === 'TTL' || name === 'HL') return hops(options, family);
  if (name === 'DSCP' || name === 'TOS') return trafficClass(options, family);
  if (passing.has(name)) return [];
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return [{ [name.toLowerCase()]: null }];
    case 'REJECT':
      return [reject(options, family)];
    case 'DNAT':
      return [nat('dnat', argumentOf(options, '--to-destination') ?? '')];
    case 'SNAT':
      return [nat('snat', argumentOf(options, '--to-source') ?? '')];
    case 'MASQUERADE':
      return [{ masquerade: null }];
    case 'REDIRECT': {
      const ports = argumentOf(options, '--to-ports');
      return [{ redirect: ports === undefined ? null : { port: portOf(ports) } }];
    }
    case 'NOTRACK':
      return [{ notrack: null }];
    case 'CT':
      return options.some(option => option.name === '--notrack') ? [{ notrack: null }] : zone(options);
    case 'MARK':
      return mark(options);
    case 'HMARK':
      return [SOME_MARK];
    case 'SET':
      return ofSet(options, family);
    case 'CONNMARK':
      return connmark(options);
    case 'SYNPROXY':
      return [{ synproxy: null }];
    case 'TPROXY':
      return tproxy(options);
    case 'NFQUEUE':
    case 'QUEUE':
      return [queue(options)];
    default:
      return [{ xt: { type: 'target', name } }];
  }
}

/** `--queue-num 3`, or `--queue-balance 1:3` for one of several; QUEUE is number 0. */
function queue(options: readonly Option[]): Statement {
  const [first = NaN, last = NaN] = (argumentOf(options, '--queue-balance') ?? '').split(':').map(Number);
  const num = Number.isNaN(last) ? Number(argumentOf(options, '--queue-num') ?? 0) : { range: [first, last] };
  const bypass = options.some(option => option.name === '--queue-bypass');
  return { queue: { num, ...(bypass ? { flags: 'bypass' } : {}) } };
}
