import { ct, match, meta, payload, undecided } from './iptables-match.js';
import { argumentOf, type Option } from './iptables-words.js';
import type { Statement } from './types.js';

/** Header field of the traffic class, which clients leave at zero until they have something to say of a connection. */
const dscp = (value: number, negated: boolean, family: 'ip' | 'ip6'): Statement =>
  match(payload(family, 'dscp'), value === 0 ? 'cs0' : value, negated);

const first = ({ values }: Option): string => values[0] ?? '';

/** `BE`, `CS0` … by name: only the first two mean zero. */
const classOf = (name: string): number => (/^(BE|CS0)$/i.test(name) ? 0 : Number.NaN);

/** -m connbytes is `ct bytes` and `ct packets` of nft, from a number on or between two (xt_connbytes.c). */
function connbytes(option: Option, all: readonly Option[]): Statement {
  const mode = argumentOf(all, '--connbytes-mode');
  const dir = argumentOf(all, '--connbytes-dir');
  if (mode !== 'bytes' && mode !== 'packets') return undecided('connbytes');
  const left = ct(mode, dir === 'both' ? undefined : dir);
  const [from, to] = first(option).split(':').map(Number);
  if (to) return match(left, { range: [from ?? 0, to] }, option.negated);
  return { match: { op: option.negated ? '<' : '>=', left, right: from ?? 0 } };
}

type Reader = (
  option: Option,
  family: 'ip' | 'ip6',
  all: readonly Option[],
) => Statement | readonly Statement[];
const nothing: Reader = () => [];

/** Options of modules that are seldom met (iptables-extensions(8)). */
export const rareOptions: Readonly<Record<string, Reader>> = {
  '--dscp': (option, family) => dscp(Number(first(option)), option.negated, family),
  '--dscp-class': (option, family) => dscp(classOf(first(option)), option.negated, family),
  '--tos': (option, family) => dscp(Number(first(option).split('/')[0]), option.negated, family),
  '--helper': option => match(ct('helper'), first(option), option.negated),
  '--nfacct-name': nothing,
  '--connbytes': (option, _, all) => connbytes(option, all),
  '--connbytes-dir': nothing,
  '--connbytes-mode': nothing,
};

/** -m policy: whether IPsec brought the packet, or will carry it. */
function policy(all: readonly Option[]): Statement {
  const how = argumentOf(all, '--pol');
  return how === 'none' || how === 'ipsec'
    ? match(meta('ipsec'), Number(how === 'ipsec'), false)
    : undecided('policy');
}

/**
 * -m ipv6header: which headers stand between IPv6 and what it carries. Of what opens a connection that is none, so only
 * `protocol` is there (net/ipv6/netfilter/ip6t_ipv6header.c).
 */
function ipv6header(all: readonly Option[]): Statement {
  const option = all.find(({ name }) => name === '--header');
  if (!option) return undecided('ipv6header');
  const plain = first(option)
    .split(',')
    .map(name => name.startsWith('prot'));
  const soft = all.some(({ name }) => name === '--soft');
  const holds = soft
    ? plain.every(each => each !== option.negated)
    : (plain.length === 1 && plain[0] === true) !== option.negated;
  return match(meta('l4proto'), NONE, holds);
}

/** No protocol of IP has this number. */
const NONE = -1;

/** -m socket --transparent finds few; without it any open socket counts, which is not followed. */
const socket = (all: readonly Option[]): Statement =>
  all.some(({ name }) => name === '--transparent')
    ? match({ socket: { key: 'transparent' } }, 1, false)
    : undecided('socket');

/**
 * -m physdev asks for the port of a bridge that a packet came in by, or will leave by. Of one that came by no bridge
 * nothing is known: it matches where every option is negated, and only there (xt_physdev.c).
 */
const physdev = (all: readonly Option[]): Statement => {
  const asked = all.filter(({ name }) => name.startsWith('--physdev-'));
  return match(meta('bridged'), Number(!asked.every(({ negated }) => negated)), false);
};

/** The values of IP's two bits in the words of nft (RFC 3168 section 5). */
const codepoints = ['not-ect', 'ect1', 'ect0', 'ce'];

/** -m ecn: what IP's two bits say of congestion; TCP's own flags of it differ from client to client. */
function ecn(all: readonly Option[]): Statement {
  const [only, ...more] = all.filter(({ name }) => name.startsWith('--ecn-'));
  if (only?.name !== '--ecn-ip-ect' || more.length > 0) return undecided('ecn');
  return match(payload('ip', 'ecn'), codepoints[Number(first(only))] ?? '', only.negated);
}

/** A module with one value, in nft's word for what it asks. */
const named =
  (key: string, ...names: readonly string[]) =>
  (all: readonly Option[]): Statement => {
    const option = all.find(({ name }) => names.includes(name));
    return option ? match(meta(key), first(option), option.negated) : undecided(key);
  };

/** -m connlabel, which may set the label as well. */
function connlabel(all: readonly Option[]): Statement {
  const label = all.find(({ name }) => name === '--label');
  return label && !all.some(({ name }) => name === '--set')
    ? match(ct('label'), first(label), label.negated)
    : undecided('connlabel');
}

/** Modules that are told by all their options together. */
export const rareModules: Readonly<Record<string, (all: readonly Option[]) => Statement>> = {
  ipv6header,
  cgroup: named('cgroup', '--cgroup', '--path'),
  connlabel,
  ecn,
  physdev,
  policy,
  realm: named('rtclassid', '--realm'),
  socket,
};
