import { rpfilter } from './iptables-match.js';
import { rareModules } from './iptables-rare.js';
import type { Option } from './iptables-words.js';
import type { Statement } from './types.js';

/** Modules whose every option is decided above or changes nothing: they need no doubt of their own. */
export const knownModules = new Set([
  'tcp',
  'udp',
  'time',
  'icmp',
  'icmp6',
  'icmpv6',
  'multiport',
  'conntrack',
  'state',
  'owner',
  'addrtype',
  'comment',
  'iprange',
  'mac',
  'set',
  'mark',
  'connmark',
  'length',
  'pkttype',
  'limit',
  'hashlimit',
  'connlimit',
  'recent',
  'quota',
  'string',
  'statistic',
  'ttl',
  'hl',
  'devgroup',
  'tcpmss',
  'rpfilter',
  'dscp',
  'tos',
  'helper',
  'nfacct',
  'connbytes',
]);

/** Modules that match by their mere name, whatever options follow. */
export const wholeModules: Readonly<Record<string, (all: readonly Option[]) => Statement>> = {
  rpfilter,
  ...rareModules,
};

/** Modules about headers that no packet has which opens a connection (extension headers, IPsec). */
export const absentHeaders = new Set(['rt', 'frag', 'hbh', 'dst', 'mh', 'ah', 'esp', 'dccp', 'sctp']);

/** Options that tune a match whose outcome stands above. */
export const tuning =
  /^--(limit-burst|hashlimit-|connlimit-|seconds|hitcount|rttl|name|mask|rsource|rdest|reap|return-nomatch|update-counters|update-subcounters|packets-|bytes-|socket-exists|suppl-groups|algo|from|to|icase|mode|packet|loose$|validmark$|accept-local$|invert$)/;
