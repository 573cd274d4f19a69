import { limitOptions } from './iptables-limits.js';
import {
  addressMatch,
  addrtype,
  bits,
  compared,
  ct,
  either,
  group,
  icmp,
  ipset,
  lower,
  marked,
  match,
  meta,
  nameOf,
  payload,
  portSet,
  ports,
  prefixed,
  protocolOf,
  rangeOf,
  states,
  tcpFlags,
  undecided,
} from './iptables-match.js';
import { rareOptions } from './iptables-rare.js';
import { timeOptions } from './iptables-time.js';
import type { Option } from './iptables-words.js';
import type { Statement } from './types.js';

type Reader = (
  option: Option,
  family: 'ip' | 'ip6',
  all: readonly Option[],
) => Statement | readonly Statement[];

const named = (all: readonly Option[], name: string): boolean => all.some(option => option.name === name);
const limitOf = (all: readonly Option[]): string | undefined =>
  named(all, '--limit-iface-in') ? 'iif' : named(all, '--limit-iface-out') ? 'oif' : undefined;
const owner =
  (key: string): Reader =>
  option => {
    const value = option.values[0] ?? '';
    return match(meta(key), rangeOf(value, 2 ** 32 - 1, '-'), option.negated);
  };
/** Options of TCP in the words of nft, by the numbers that IANA gave them. */
const optionNames: Readonly<Record<string, string>> = {
  2: 'maxseg',
  3: 'window',
  4: 'sack-perm',
  5: 'sack',
  8: 'timestamp',
};
const nothing: Reader = () => [];
/** -m string: `from` and `to` are offsets from the network header on. */
function looksFor(text: string, negated: boolean, all: readonly Option[]): Statement {
  const offset = (name: string) => all.find(option => option.name === name)?.values[0];
  const [from = '0', to = '65535'] = [offset('--from'), offset('--to')];
  return {
    string: { text, from: Number(from), to: Number(to), anyCase: named(all, '--icase'), negated },
  };
}

/** `GET |2f 61|`: bytes in hexadecimal between bars. */
const fromHex = (text: string): string =>
  text.replace(/\|([\da-f\s]*)\|/gi, (_, digits: string) =>
    Buffer.from(digits.replace(/\s/g, ''), 'hex').toString('latin1'),
  );

/** What each option of each match module means, as statements; options of their own (`-p`, `-s`) stand under ''. */
export const matchOptions: Readonly<Record<string, Reader>> = {
  '-p': ({ values, negated }) =>
    values[0] === 'all' || values[0] === '0'
      ? []
      : match(meta('l4proto'), protocolOf(values[0] ?? ''), negated),
  '-s': (option, family) => addressMatch('saddr', option, family),
  '-d': (option, family) => addressMatch('daddr', option, family),
  '-i': ({ values, negated }) => match(meta('iifname'), nameOf(values[0] ?? ''), negated),
  '-o': ({ values, negated }) => match(meta('oifname'), nameOf(values[0] ?? ''), negated),
  // -f wants second and further fragments; a first packet is none.
  '-f': ({ negated }) => (negated ? [] : match(meta('l4proto'), -1, false)),
  '--sport': ({ values, negated }) => match(payload('th', 'sport'), ports(values[0] ?? ''), negated),
  '--dport': ({ values, negated }) => match(payload('th', 'dport'), ports(values[0] ?? ''), negated),
  '--tcp-flags': tcpFlags,
  '--syn': option => tcpFlags({ ...option, values: ['SYN,RST,ACK,FIN', 'SYN'] }),
  '--tcp-option': ({ values, negated }) => ({
    match: {
      op: '==',
      left: { 'tcp option': { name: optionNames[values[0] ?? ''] ?? values[0] ?? '' } },
      right: !negated,
    },
  }),
  '--icmp-type': option => icmp('icmp', option),
  '--icmpv6-type': option => icmp('icmpv6', option),
  '--sports': ({ values, negated }) => match(payload('th', 'sport'), portSet(values[0] ?? ''), negated),
  '--dports': ({ values, negated }) => match(payload('th', 'dport'), portSet(values[0] ?? ''), negated),
  '--ports': ({ values, negated }) =>
    either(
      ['sport', 'dport'].map(end => match(payload('th', end), portSet(values[0] ?? ''), false)),
      negated,
    ),
  '--ctstate': states,
  '--state': states,
  // NONE is no bit at all, so that none of it is ever set (xt_conntrack.c).
  '--ctstatus': ({ values, negated }) =>
    bits(
      'status',
      (values[0] ?? '').split(',').flatMap(name => (name === 'NONE' ? [] : [lower(name).replace('_', '-')])),
      negated,
    ),
  '--ctproto': ({ values, negated }) => match(ct('protocol'), protocolOf(values[0] ?? ''), negated),
  '--ctdir': ({ values, negated }) => match(ct('direction'), lower(values[0] ?? ''), negated),
  '--ctorigsrc': ({ values, negated }) => match(ct('saddr', 'original'), prefixed(values[0]), negated),
  '--ctorigdst': ({ values, negated }) => match(ct('daddr', 'original'), prefixed(values[0]), negated),
  '--ctorigsrcport': ({ values, negated }) =>
    match(ct('proto-src', 'original'), ports(values[0] ?? ''), negated),
  '--ctorigdstport': ({ values, negated }) =>
    match(ct('proto-dst', 'original'), ports(values[0] ?? ''), negated),
  '--uid-owner': owner('skuid'),
  // Of a process's further groups nothing is known.
  '--gid-owner': (option, family, all) =>
    named(all, '--suppl-groups') ? undecided('owner') : owner('skgid')(option, family, all),
  '--src-type': (option, family, all) => addrtype('saddr', option, family, limitOf(all)),
  '--dst-type': (option, family, all) => addrtype('daddr', option, family, limitOf(all)),
  '--limit-iface-in': nothing,
  '--limit-iface-out': nothing,
  '--comment': nothing,
  '--src-range': ({ values, negated }, family) =>
    match(payload(family, 'saddr'), rangeOf(values[0] ?? '', 0, '-'), negated),
  '--dst-range': ({ values, negated }, family) =>
    match(payload(family, 'daddr'), rangeOf(values[0] ?? '', 0, '-'), negated),
  '--mac-source': ({ values, negated }) => match(payload('ether', 'saddr'), lower(values[0] ?? ''), negated),
  '--match-set': ipset,
  '--length': ({ values, negated }) => match(meta('length'), rangeOf(values[0] ?? '', 65535), negated),
  '--pkt-type': ({ values, negated }) =>
    match(meta('pkttype'), values[0] === 'unicast' ? 'host' : (values[0] ?? ''), negated),
  '--ttl-eq': compared(payload('ip', 'ttl'), '=='),
  '--ttl-lt': compared(payload('ip', 'ttl'), '<'),
  '--ttl-gt': compared(payload('ip', 'ttl'), '>'),
  '--hl-eq': compared(payload('ip6', 'hoplimit'), '=='),
  '--hl-lt': compared(payload('ip6', 'hoplimit'), '<'),
  '--hl-gt': compared(payload('ip6', 'hoplimit'), '>'),
  '--src-group': group('iifgroup'),
  '--dst-group': group('oifgroup'),
  // Negated it matches whatever has no such option, as all that comes after the SYN (xt_tcpmss.c).
  '--mss': ({ values, negated }) =>
    match(
      { 'tcp option': { name: 'maxseg', field: 'size', absent: -1 } },
      rangeOf(values[0] ?? '', 65535),
      negated,
    ),
  ...timeOptions,
  ...limitOptions,
  ...rareOptions,
  '--string': (option, _, all) => looksFor(option.values[0] ?? '', option.negated, all),
  '--hex-string': (option, _, all) => looksFor(fromHex(option.values.join(' ')), option.negated, all),
  '--probability': ({ values, negated }) => ({ statistic: { share: Number(values[0]), negated } }),
  '--every': ({ values, negated }) => ({ statistic: { share: 1 / Number(values[0]), negated } }),
  '--quota': ({ values, negated }) => ({ quota: { text: values[0] ?? '', inv: negated } }),
};

/** `--mark` belongs to -m mark and to -m connmark. */
export const markMatch = (module: string, option: Option): Statement =>
  marked(module === 'connmark' ? ct('mark') : meta('mark'), option);
