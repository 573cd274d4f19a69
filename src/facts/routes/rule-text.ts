import { familyByNumber } from '../../net/address-family.js';
import { type Attributes, decodeAttributes, numberIn, textIn } from '../../system/netlink/attributes.js';
import { addressText } from './decode.js';
import type { RoutingRule } from './types.js';
import { routeType, tableName } from './words.js';

/** Length of struct fib_rule_hdr. */
const HEADER = 12;
/** linux/fib_rules.h */
const FRA = {
  destination: 1,
  source: 2,
  inputName: 3,
  goto: 4,
  priority: 6,
  mark: 10,
  suppressGroup: 13,
  suppressLength: 14,
  table: 15,
  mask: 16,
  outputName: 17,
  l3mdev: 19,
  uids: 20,
  ipProtocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const;
const FIB_RULE_INVERT = 2;
const ACTION = { toTable: 1, goto: 2, nop: 3 } as const;
const EVERYTHING = 0xffffffff;
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' };

/** A prefix, or an address alone where it is a whole one, as ip(8) prints it. */
function prefixText(bytes: Buffer | undefined, length: number): string {
  const address = addressText(bytes);
  if (address === null) return 'all';
  return length === (address.includes(':') ? 128 : 32) ? address : `${address}/${length}`;
}

function markText(attributes: Attributes): string[] {
  const mark = numberIn(attributes, FRA.mark) ?? 0;
  const mask = numberIn(attributes, FRA.mask) ?? (mark === 0 ? 0 : EVERYTHING);
  if (mark === 0 && mask === 0) return [];
  const hex = (number: number) => `0x${number.toString(16)}`;
  return [`fwmark ${hex(mark)}${mask === EVERYTHING ? '' : `/${hex(mask)}`}`];
}

/** Two numbers of 16 or 32 bits: one alone where they are the same. */
function rangeText(name: string, bytes: Buffer | undefined, size: 2 | 4): string[] {
  if (bytes?.length !== 2 * size) return [];
  const [first, last] = [bytes.readUIntLE(0, size), bytes.readUIntLE(size, size)];
  return [`${name} ${first === last && size === 2 ? first : `${first}-${last}`}`];
}

function conditions(bytes: Buffer, attributes: Attributes): string[] {
  const { source, destination, inputName, outputName, uids, ipProtocol } = FRA;
  const input = textIn(attributes, inputName);
  const output = textIn(attributes, outputName);
  const protocol = numberIn(attributes, ipProtocol);
  return [
    ...(bytes.readUInt32LE(8) & FIB_RULE_INVERT ? ['not'] : []),
    `from ${prefixText(attributes.get(source), bytes[2]!)}`,
    ...(attributes.has(destination) ? [`to ${prefixText(attributes.get(destination), bytes[1]!)}`] : []),
    ...(bytes[3] ? [`tos 0x${bytes[3].toString(16).padStart(2, '0')}`] : []),
    ...markText(attributes),
    ...(input === undefined ? [] : [`iif ${input}`]),
    ...(output === undefined ? [] : [`oif ${output}`]),
    ...(numberIn(attributes, FRA.l3mdev) ? ['lookup [l3mdev-table]'] : []),
    ...rangeText('uidrange', attributes.get(uids), 4),
    ...(protocol ? [`ipproto ${PROTOCOLS[protocol] ?? protocol}`] : []),
    ...rangeText('sport', attributes.get(FRA.sourcePorts), 2),
    ...rangeText('dport', attributes.get(FRA.destinationPorts), 2),
  ];
}

function suppression(attributes: Attributes, type: number, name: string): string[] {
  const value = numberIn(attributes, type);
  return value === undefined || value === EVERYTHING ? [] : [`${name} ${value}`];
}

function actionText(action: number, table: number, attributes: Attributes): string[] {
  if (action === ACTION.goto) return [`goto ${numberIn(attributes, FRA.goto) ?? 'none'}`];
  if (action === ACTION.nop) return ['nop'];
  if (action !== ACTION.toTable) return [routeType(action)];
  if (table === 0) return [];
  return [
    `lookup ${tableName(table)}`,
    ...suppression(attributes, FRA.suppressLength, 'suppress_prefixlength'),
    ...suppression(attributes, FRA.suppressGroup, 'suppress_ifgroup'),
  ];
}

/** One rule of RTM_GETRULE's list (struct fib_rule_hdr and its attributes); undefined for other families. */
export function decodeRule(bytes: Buffer): RoutingRule | undefined {
  const family = familyByNumber(bytes[0]);
  if (!family || bytes.length < HEADER) return undefined;
  const attributes = decodeAttributes(bytes, HEADER);
  const table = numberIn(attributes, FRA.table) ?? bytes[4]!;
  return {
    family,
    priority: numberIn(attributes, FRA.priority) ?? 0,
    text: [...conditions(bytes, attributes), ...actionText(bytes[7]!, table, attributes)].join(' '),
    table: bytes[7] === ACTION.toTable && table !== 0 ? table : null,
  };
}
