import { isLoopback, isWildcard } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at, serversOf } from '../serving.js';
import { asksName, resolved } from './lookup.js';

/** The first global address of this machine: what its name should mean to others. */
const ownAddress = (
  interfaces: readonly { addresses: readonly { address: string; scope: string; family: 4 | 6 }[] }[],
) =>
  interfaces
    .flatMap(each => each.addresses)
    .find(each => each.scope === 'global' && !isLoopback(each.address))?.address;

/** This machine's own name resolves to loopback, and its server listens on just that address. */
export const rule = defineRule({
  code: 'name/hostname-maps-to-loopback',
  needs: ['names', 'machine', 'sockets', 'interfaces'],
  check({ names, machine, sockets, interfaces }, question) {
    const name = names.name.toLowerCase();
    const own = machine.hostName.toLowerCase();
    if (!asksName(names, question) || (name !== own && name.split('.')[0] !== own.split('.')[0]))
      return undefined;
    if (names.addresses.length === 0 || !names.addresses.every(each => isLoopback(each.address)))
      return undefined;
    const listeners = serversOf(sockets, question);
    if (listeners.length === 0 || !listeners.every(each => isLoopback(each.local.address))) return undefined;
    // Bound to the name, or to loopback otherwise: the first is what this cause is about.
    const bound = listeners.find(each => names.addresses.some(one => one.address === each.local.address));
    if (!bound || isWildcard(bound.local.address)) return undefined;
    const better = ownAddress(interfaces);
    const line = names.hosts[0];
    return {
      severity: 'warning',
      summary: `${names.name}, this machine's own name, means ${question.address} here, so a server that binds to it (${at(bound.local.address, question.port)}) is reached from this machine only.`,
      says: `${names.name} is ${question.address}`,
      evidence: [
        resolved(names),
        ...(line
          ? [{ fact: 'names' as const, says: `line ${line.line}: ${line.text.trim()}`, source: line.file }]
          : []),
        {
          fact: 'sockets',
          says: `the server listens on ${at(bound.local.address, question.port)}`,
          source: 'sock_diag or /proc/net',
        },
      ],
      fixes: [
        {
          title: "Let the server listen on the machine's address, or give the name that address",
          text: `Bind the server to ${better ?? '0.0.0.0'} (or 0.0.0.0) instead of ${names.name}${better && line ? `, or write "${better} ${names.name}" into ${line.file} line ${line.line}` : ''}.`,
          needsRoot: false,
        },
      ],
      outcome: 'ok',
    };
  },
});
