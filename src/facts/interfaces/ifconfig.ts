import { canonicalAddress, familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { AddressScope, Interface, InterfaceAddress } from './types.js';
import { unseenLink } from './unseen.js';

type Draft = { -readonly [K in keyof Interface]: Interface[K] } & { addresses: InterfaceAddress[] };

const ADDRESS_FLAGS = new Set([
  'tentative',
  'duplicated',
  'detached',
  'deprecated',
  'autoconf',
  'secured',
  'temporary',
  'dynamic',
  'anycast',
]);

const HEAD = /^(\S+?): flags=[\da-f]+<([^>]*)>(?:.* mtu (\d+))?/i;

const start = (name: string, flags: string, mtu: string | undefined, index: number): Draft => ({
  ...unseenLink,
  index,
  name,
  flags: flags.split(',').flatMap(flag => (flag === '' ? [] : flag === 'RUNNING' ? 'LOWER_UP' : flag)),
  mtu: Number(mtu ?? 0),
  state: flags.split(',').includes('RUNNING') ? 'up' : 'down',
  type: flags.includes('LOOPBACK') ? 'loopback' : 'none',
  addresses: [],
});

/** `0xffffff00`, `24`: the number of one bits. */
const prefixOf = (mask: string): number =>
  mask.startsWith('0x') ? Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length : Number(mask);

function scopeOf(address: string): AddressScope {
  if (isLoopback(address)) return 'host';
  return /^fe[89ab]/i.test(address) ? 'link' : 'global';
}

/** The word after another on the line, or undefined. */
const after = (words: readonly string[], word: string): string | undefined =>
  words.includes(word) ? words[words.indexOf(word) + 1] : undefined;

const lifetime = (text: string | undefined): number | null =>
  text === undefined || !/^\d+$/.test(text) ? null : Number(text);

/** `inet 192.168.1.5 netmask 0xffffff00 broadcast 192.168.1.255`, `inet6 fe80::1%en0 prefixlen 64 scopeid 0x4`. */
function parseAddressLine(words: readonly string[]): InterfaceAddress | undefined {
  const address = canonicalAddress((words[1] ?? '').replace(/%.*$/s, ''));
  const family = address === undefined ? undefined : familyOf(address);
  if (address === undefined || !family) return undefined;
  const prefix = prefixOf(
    after(words, family === 4 ? 'netmask' : 'prefixlen') ?? (family === 4 ? '32' : '128'),
  );
  return {
    family,
    address,
    prefix: Number.isInteger(prefix) ? prefix : 0,
    scope: scopeOf(address),
    flags: words
      .filter(word => ADDRESS_FLAGS.has(word))
      .map(word => (word === 'duplicated' ? 'dadfailed' : word)),
    peer: after(words, '-->') ?? null,
    broadcast: after(words, 'broadcast') ?? null,
    label: null,
    validSeconds: lifetime(after(words, 'vltime')),
    preferredSeconds: lifetime(after(words, 'pltime')),
  };
}

function addLine(draft: Draft, line: string): void {
  const words = line.trim().split(/\s+/);
  if (words[0] === 'ether') {
    draft.hardwareAddress = words[1] ?? null;
    draft.type = 'ether';
  } else if (words[0] === 'status:') {
    const active = words[1] === 'active';
    draft.state = active ? 'up' : 'down';
    if (!active && draft.flags.includes('UP'))
      draft.flags = ['NO-CARRIER', ...draft.flags.filter(flag => flag !== 'LOWER_UP')];
  } else if (words[0] === 'inet' || words[0] === 'inet6') {
    const address = parseAddressLine(words);
    if (address) draft.addresses.push(address);
  }
}

/** The interfaces in the output of `ifconfig -aL` on macOS and the BSDs, numbered in the order listed. */
export function parseIfconfig(text: string): Interface[] {
  const drafts: Draft[] = [];
  for (const line of text.split('\n')) {
    const head = HEAD.exec(line);
    const last = drafts.at(-1);
    if (head) drafts.push(start(head[1]!, head[2]!, head[3], drafts.length + 1));
    else if (last && /^\s/.test(line)) addLine(last, line);
  }
  return drafts.map(draft => ({
    ...draft,
    addresses: draft.addresses.toSorted((one, two) => one.family - two.family),
  }));
}
