import type { Option } from './iptables-words.js';
import type { Json, Statement } from './types.js';

/** A header field, as nft writes it in JSON (libnftables-json(5)). */
export const payload = (protocol: string, field: string): Json => ({ payload: { protocol, field } });
/** A property of the packet, as nft writes it in JSON. */
export const meta = (key: string): Json => ({ meta: { key } });
/** A property of the tracked connection, as nft writes it in JSON. */
export const ct = (key: string, dir?: string): Json => ({ ct: dir ? { key, dir } : { key } });

/** A match statement; a negated one is `!=`. */
export const match = (left: Json, right: Json, negated: boolean): Statement => ({
  match: { op: negated ? '!=' : '==', left, right },
});

/** A statement whose outcome nobody can work out from the rule: it may match or not. */
export const undecided = (name: string): Statement => ({ xt: { type: 'match', name } });

/** A number, or a name as it stands. */
export const numbers = (text: string): Json => (/^\d+$/.test(text) ? Number(text) : text);

/** `80`, `80:90`, `:90`, `80:` as nft writes a value or a range. */
export function rangeOf(text: string, most: number, separator = ':'): Json {
  if (!text.includes(separator)) return numbers(text);
  const [first = '', last = ''] = text.split(separator);
  return { range: [numbers(first || '0'), numbers(last || String(most))] };
}

/** A port or a range of ports. */
export const ports = (text: string): Json => rangeOf(text, 65535);
/** Ports and ranges with commas between. */
export const portSet = (text: string): Json => ({ set: text.split(',').map(ports) });

/** Bits of a dotted or colon-separated mask, or undefined for one with holes. */
function maskLength(mask: string): number | undefined {
  if (/^\d+$/.test(mask)) return Number(mask);
  const bits = mask
    .split('.')
    .map(part => Number(part).toString(2).padStart(8, '0'))
    .join('');
  const end = bits.includes('0') ? bits.indexOf('0') : bits.length;
  return /^1*0*$/.test(bits) && bits.length === 32 ? end : undefined;
}

/** An address, with or without a mask, of the packet in this header field. */
export function addressMatch(field: string, { values, negated }: Option, family: 'ip' | 'ip6'): Statement {
  const [address = '', mask] = (values[0] ?? '').split('/');
  const left = payload(family, field);
  if (mask === undefined) return match(left, address, negated);
  const length = maskLength(mask);
  if (length === undefined) return match({ '&': [left, mask] }, address, negated);
  return match(left, { prefix: { addr: address, len: length } }, negated);
}

/** `eth+` is every name that starts with eth; a lone + is any. */
export const nameOf = (text: string): string => (text.endsWith('+') ? `${text.slice(0, -1)}*` : text);

/** `0x1/0xff`: the field and the mask compared with the value. */
export function marked(left: Json, { values, negated }: Option): Statement {
  const [value = '0', mask] = (values[0] ?? '').split('/');
  return match(mask === undefined ? left : { '&': [left, Number(mask)] }, Number(value), negated);
}

/** Lower case, as nft has its names. */
export const lower = (text: string): string => text.toLowerCase();
/** A protocol by number or name, in the words of nft. */
export const protocolOf = (text: string): Json =>
  /^\d+$/.test(text) ? Number(text) : text === 'icmpv6' ? 'ipv6-icmp' : lower(text);

/** `--tcp-flags MASK COMPARE`. */
export function tcpFlags({ values, negated }: Option): Statement {
  const flags = (text = ''): string[] =>
    text === 'ALL'
      ? ['fin', 'syn', 'rst', 'psh', 'ack', 'urg']
      : text
          .split(',')
          .map(lower)
          .filter(flag => flag !== 'none' && flag !== '');
  return match({ '&': [payload('tcp', 'flags'), flags(values[0])] }, flags(values[1]), negated);
}

/** One of these matches is enough. */
export const either = (matches: readonly Statement[], negated: boolean): Statement => ({
  either: { of: matches.map(({ match }) => match ?? null), negated },
});

/** --state and --ctstate: states of the connection, and its status where the word is one of that. */
export function states({ values, negated }: Option): Statement {
  const names = (values[0] ?? '').split(',').map(lower);
  const [status, state] = [
    names.filter(name => name === 'snat' || name === 'dnat'),
    names.filter(name => name !== 'snat' && name !== 'dnat'),
  ];
  if (status.length && state.length)
    return either([bits('state', state, false), bits('status', status, false)], negated);
  return status.length ? bits('status', status, negated) : bits('state', state, negated);
}

/** Some of these bits of the connection are set. */
export const bits = (key: string, names: readonly string[], negated: boolean): Statement => ({
  match: { op: negated ? '!' : 'in', left: ct(key), right: names },
});

/** `--match-set NAME src,dst`: each flag is a part of the set's key. */
export function ipset({ values, negated }: Option, family: 'ip' | 'ip6'): Statement {
  const [name = '', flags = ''] = values;
  return match({ ipset: { flags: flags.split(','), family } }, `%${name}`, negated);
}

const MULTICAST: Json = { prefix: { addr: 'ff00::', len: 8 } };

/**
 * -m addrtype: what the routing table says of an address. Of IPv6, unicast is every address but those of multicast, own
 * ones too, and each type that is named has to be true (match_type6() in net/netfilter/xt_addrtype.c).
 */
export function addrtype(
  field: 'saddr' | 'daddr',
  { values, negated }: Option,
  family: 'ip' | 'ip6',
  limited: string | undefined,
): Statement {
  const types = (values[0] ?? '').split(',').map(lower);
  const others = types.filter(type => family === 'ip' || type !== 'unicast');
  if (others.length === 0) return match(payload('ip6', field), MULTICAST, !negated);
  if (family === 'ip6' && others.length > 1) return undecided('addrtype');
  return match(
    { fib: { result: 'type', flags: limited ? [field, limited] : [field] } },
    { set: others },
    negated,
  );
}

/** A type of ICMP message, with or without its code. */
export const icmp = (protocol: string, option: Option): readonly Statement[] => {
  const [type = 'any', code] = (option.values[0] ?? 'any').split('/');
  if (type === 'any') return [match(meta('l4proto'), protocolOf(protocol), false)];
  const left = payload(protocol, 'type');
  if (code === undefined) return [match(left, numbers(type), option.negated)];
  return [match(left, numbers(type), option.negated), match(payload(protocol, 'code'), numbers(code), false)];
};

/** An address or a network. */
export function prefixed(text = ''): Json {
  const [addr = '', length] = text.split('/');
  const len = length === undefined ? undefined : maskLength(length);
  return len === undefined ? addr : { prefix: { addr, len } };
}

/** `--ttl-gt 10`: the field compared with a number. */
export const compared =
  (left: Json, op: string) =>
  ({ values, negated }: Option): Statement =>
    op === '=='
      ? match(left, numbers(values[0] ?? ''), negated)
      : { match: { op, left, right: numbers(values[0] ?? '') } };

/** `--src-group 0x5`: the group of an interface, of which 0 is called default; a mask is not understood. */
export const group =
  (key: string) =>
  ({ values, negated }: Option): Statement => {
    const number = Number(values[0]);
    if (!Number.isInteger(number)) return undecided('devgroup');
    return match(meta(key), number === 0 ? 'default' : String(number), negated);
  };

/** -m rpfilter: the way back to the sender leads by the interface that the packet came in by, or anywhere (`--loose`). */
export function rpfilter(options: readonly Option[]): Statement {
  const has = (name: string) => options.some(option => option.name === name);
  const flags = has('--loose') ? ['saddr'] : ['saddr', 'iif'];
  return match({ fib: { result: 'oif', flags } }, !has('--invert'), false);
}
