import type { Json, NamedSet } from './types.js';

/** The parts of an ipset's key by the names in its type: `hash:ip,port` is an address and a port. */
const types: Readonly<Record<string, string>> = {
  ip: 'ipv4_addr',
  net: 'ipv4_addr',
  port: 'inet_service',
  mark: 'mark',
  mac: 'ether_addr',
  iface: 'ifname',
};

const span = (text: string, separator: string): Json => {
  const [first = '', last] = text.split(separator);
  return last === undefined ? first : { range: [first, last] };
};

function addressOf(text: string): Json {
  const [addr = '', length] = text.split('/');
  return length === undefined ? span(text, '-') : { prefix: { addr, len: Number(length) } };
}

/** `tcp:80-90`: the protocol is part of the key; TCP is what it says when it says nothing. */
function portOf(text: string): Json {
  const port = text.includes(':') ? text.slice(text.indexOf(':') + 1) : text;
  const [first = '', last] = port.split('-');
  return last === undefined ? Number(first) : { range: [Number(first), Number(last)] };
}

function elementOf(text: string, kinds: readonly string[]): Json {
  const parts = text.split(',').map((part, index): Json => {
    const kind = kinds[index];
    return kind === 'port' ? portOf(part) : kind === 'ip' || kind === 'net' ? addressOf(part) : part;
  });
  return parts.length === 1 ? parts[0]! : { concat: parts };
}

interface Building {
  /** list:set, whose members are sets. */
  readonly list: boolean;
  kinds: readonly string[];
  readonly elements: Json[];
}

/** A member of a list: all that it holds. Undecided where it is no set, or of another kind than the first. */
function addMember(list: Building, name: string, member: Building | undefined): void {
  if (list.kinds[0] === 'set' && member) list.kinds = member.kinds;
  const plain = member && !member.list && String(member.kinds) === String(list.kinds);
  for (const element of plain ? member.elements : [{ nomatch: name }]) list.elements.push(element);
}

/** Reads what `ipset save` printed. A list of sets holds what its members hold. */
export function parseIpsetSave(saved: string): readonly NamedSet[] {
  const sets = new Map<string, Building>();
  for (const line of saved.split('\n')) {
    const [command, name = '', what = '', ...rest] = line.trim().split(/\s+/);
    if (command === 'create') {
      const kinds = what.slice(what.indexOf(':') + 1).split(',');
      sets.set(name, { list: kinds[0] === 'set', kinds, elements: [] });
    }
    const set = command === 'add' ? sets.get(name) : undefined;
    if (set?.list) addMember(set, what, sets.get(what));
    // An element marked `nomatch` is a hole in a network: the set is then not understood for certain.
    else set?.elements.push(rest.includes('nomatch') ? { nomatch: what } : elementOf(what, set.kinds));
  }
  return [...sets].map(([name, { kinds, elements }]) => ({
    name,
    types: kinds.map(kind => (Object.hasOwn(types, kind) ? types[kind]! : kind)),
    elements,
    map: false,
  }));
}
