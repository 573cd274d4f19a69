import type { Json, NamedSet } from './types.js';

/** The parts of an ipset's key by the names in its type: `hash:ip,port` is an address and a port with its protocol. */
const types: Readonly<Record<string, readonly string[]>> = {
  ip: ['ipv4_addr'],
  net: ['ipv4_addr'],
  port: ['inet_proto', 'inet_service'],
  mark: ['mark'],
  mac: ['ether_addr'],
  iface: ['ifname'],
};

const span = (text: string, separator: string): Json => {
  const [first = '', last] = text.split(separator);
  return last === undefined ? first : { range: [first, last] };
};

function addressOf(text: string): Json {
  const [addr = '', length] = text.split('/');
  return length === undefined ? span(text, '-') : { prefix: { addr, len: Number(length) } };
}

function portsOf(text: string): Json {
  const [first = '', last] = text.split('-');
  return last === undefined ? Number(first) : { range: [Number(first), Number(last)] };
}

/** `tcp:80-90`: the protocol is part of the key; TCP is what it says when it says nothing. */
function serviceOf(text: string): readonly Json[] {
  const colon = text.indexOf(':');
  return [colon < 0 ? 'tcp' : text.slice(0, colon), portsOf(text.slice(colon + 1))];
}

function partsOf(text: string, kind: string | undefined): readonly Json[] {
  if (kind === 'port') return serviceOf(text);
  if (kind === 'bitmap port') return [portsOf(text)];
  return [kind === 'ip' || kind === 'net' ? addressOf(text) : kind === 'mac' ? text.toLowerCase() : text];
}

function elementOf(text: string, kinds: readonly string[]): Json {
  const parts = text.split(',').flatMap((part, index) => partsOf(part, kinds[index]));
  return parts.length === 1 ? parts[0]! : { concat: parts };
}

interface Building {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly elements: Json[];
  readonly holes: Json[];
  readonly members: string[];
}

/** `hash:ip,port` is ip and port; the port of a bitmap has no protocol. */
function created(name: string, what: string): Building {
  const [method = '', list = ''] = what.split(':');
  const kinds = list.split(',').map(kind => (method === 'bitmap' && kind === 'port' ? 'bitmap port' : kind));
  return { name, kinds, elements: [], holes: [], members: [] };
}

const typesOf = (kind: string): readonly string[] =>
  kind === 'bitmap port' ? ['inet_service'] : Object.hasOwn(types, kind) ? types[kind]! : [kind];

const finished = ({ name, kinds, elements, holes, members }: Building): NamedSet => ({
  name,
  types: kinds.flatMap(typesOf),
  elements,
  map: false,
  ...(holes.length > 0 && { holes }),
  ...(kinds[0] === 'set' && { members }),
});

/** Reads what `ipset save` printed. A list of sets has the names of its members. */
export function parseIpsetSave(saved: string): readonly NamedSet[] {
  const sets = new Map<string, Building>();
  for (const line of saved.split('\n')) {
    const [command, name = '', what = '', ...rest] = line.trim().split(/\s+/);
    if (command === 'create') sets.set(name, created(name, what));
    const set = command === 'add' ? sets.get(name) : undefined;
    if (set?.kinds[0] === 'set') set.members.push(what);
    else if (set) (rest.includes('nomatch') ? set.holes : set.elements).push(elementOf(what, set.kinds));
  }
  return [...sets.values()].map(finished);
}
