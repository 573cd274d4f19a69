import type { HostsEntry } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { boundFamily, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isNamedForIpv6 } from '../../net/host.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { fateOf, probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at, serversOf } from '../serving.js';
import { addBeside, pointElsewhere } from './hosts-edit.js';
import { asksName, resolved } from './lookup.js';
import { clientsThatFail, tried, triedOf, works } from './tried.js';

/** ::1 beside 127.0.0.1 serves every client, for it is tried first; 127.0.0.1 beside ::1 would be tried too late by some. */
function inHosts(entry: HostsEntry, name: string, other: string): readonly Fix[] {
  if (isNamedForIpv6(name)) return [];
  return [other === '::1' ? addBeside(entry, name, other) : pointElsewhere(entry, name, other)];
}

/** Nobody listens there, or the address is not even here (IPv6 is switched off). */
const turnedAway = ({ outcome, errno }: Probe): boolean => outcome === 'refused' || errno === 'EADDRNOTAVAIL';

const beside = ({ outcome }: Probe): string =>
  outcome === 'refused' ? ' Or let the server listen on both: on :: (which takes IPv4 too).' : '';

const isSecure = ({ target }: Question): boolean => /^(https|wss)$/.test(target.scheme ?? '');

/** What was asked for, at another address; the port of a URL's scheme need not be said. */
const sameAt = (address: string, { target, port }: Question): string =>
  target.scheme === null
    ? at(address, port)
    : new URL(`${target.scheme}://${at(address, port)}${target.path ?? '/'}`).href;

/** The server is at the other family's loopback address, and not at this one. */
function isAtOther(listeners: readonly Socket[], other: string, { address, family }: Question): boolean {
  if (takers(listeners, address, 'lo').length > 0) return false;
  // On 127.0.0.1 it is there for this family too: 127.0.1.1, as Debian has a machine's own name, is another address.
  if (listeners.some(each => isLoopback(each.local.address) && boundFamily(each) === family)) return false;
  return takers(listeners, other, 'lo').length > 0;
}

/** The name leads to this loopback address first or only; the server is on the other family's. */
export const rule = defineRule({
  code: 'name/localhost-is-ipv6',
  needs: ['names', 'probes', 'sockets'],
  check({ names, probes, sockets }, question) {
    if (!asksName(names, question) || !isLoopback(question.address)) return undefined;
    // curl and browsers, who alone know such a name, try both.
    if (names.from === 'clients') return undefined;
    const probe = probeOf(probes, question);
    const listeners = serversOf(sockets, question);
    const other = question.family === 6 ? '127.0.0.1' : '::1';
    if (!probe || !turnedAway(probe)) return undefined;
    if (!isAtOther(listeners, other, question)) return undefined;
    const attempts = triedOf(names, probes, question);
    const first = attempts.findIndex(each => each.address === question.address);
    // Where the server listens, clients that try both get through, but for a fault of its own.
    const good = attempts.findIndex(each => works(each) || each.address === other);
    // Clients that get to the good address first never see the other one.
    if (good >= 0 && good < first) return undefined;
    const means = `${names.name} means ${question.address}${good >= 0 ? ' first' : ''} here, and the server is reached at ${at(other, question.port)}`;
    const entry = names.hosts.find(each => each.address === question.address);
    return {
      severity: attempts.some(each => each.address === other && !works(each)) ? 'warning' : 'error',
      summary: good >= 0 ? `${means}. ${clientsThatFail(question.family)}.` : `${means} only.`,
      headline: `${names.name} means ${question.address}, and the server is on IPv${question.family === 4 ? 6 : 4}`,
      says: `${names.name} is ${question.address}${good >= 0 ? ' first' : ''}`,
      evidence: [
        resolved(names),
        tried(probe),
        ...(entry
          ? [{ fact: 'names' as const, says: `line ${entry.line}: ${entry.text.trim()}`, source: entry.file }]
          : []),
        {
          fact: 'sockets',
          says: `the server takes connections to ${at(other, question.port)}`,
          source: 'sock_diag or /proc/net',
        },
      ],
      fixes: [
        ...(entry && good < 0 ? inHosts(entry, names.name, other) : []),
        {
          title: `Ask for ${other} instead of ${names.name}`,
          text: `Every client finds the server at ${sameAt(other, question)}${isSecure(question) ? `, if its certificate names ${other} too` : ''}.${beside(probe)}`,
          needsRoot: false,
        },
      ],
      outcome: fateOf(probe),
    };
  },
});
