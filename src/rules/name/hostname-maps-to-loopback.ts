import { networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { HostsEntry, NameLookup } from '../../facts/names/types.js';
import { boundFamily } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { parseAddress, unmapped, wildcardOf } from '../../net/address.js';
import { isLocalhostName } from '../../net/host.js';
import { isLocalhost, isLoopback, isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import {
  type AddressFacts,
  addressFixesFor,
  addressMayUse,
  addressNeeds,
  holderWords,
  situationFor,
} from '../bind/address.js';
import { LEAD_FACTS, walkOf } from '../namespace/lead.js';
import { defineRule, type Evidence } from '../rule.js';
import { at, serversOf } from '../serving.js';
import { advice } from '../talk.js';
import { shown } from './hidden.js';
import { pointElsewhere } from './hosts-edit.js';
import { asksName, resolved, verdictsOf } from './lookup.js';

/** What its name should mean to others: the address that was asked for, or the machine's first global one, of that family. */
const ownAddress = (interfaces: readonly Interface[], question: Question, of: 4 | 6) =>
  asksFromOutside(question) && question.family === of
    ? question.address
    : networksOf(interfaces).find(({ family, usable }) => usable && family === of)?.address;

/** This machine's own name, with what it means here and how that is known. */
interface OwnName {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly line: HostsEntry | undefined;
  readonly evidence: readonly Evidence[];
}

/** The machine's own name, with its domain or without. */
function isOwn(name: string, hostName: string): boolean {
  const [asked, own] = [name.toLowerCase(), hostName.toLowerCase()];
  return asked === own || asked.split('.')[0] === own.split('.')[0];
}

/** The name that was looked up, where it is the machine's own. */
function lookedUp(names: NameLookup, { hostName }: Machine): OwnName | undefined {
  if (names.name === '' || !isOwn(names.name, hostName)) return undefined;
  const addresses = names.addresses.map(({ address }) => address);
  const line = names.hosts[0];
  return { name: names.name, addresses, line, evidence: [resolved(names)] };
}

/**
 * By the hosts file, where a port or an address was asked for, or other machines ask by the name, which is none of its
 * lookups here: the server may have been told to listen on the name.
 */
function byHostsFile({ hostName, ownName }: Machine, { target: { host } }: Question): OwnName | undefined {
  if (!ownName || (host !== null && !parseAddress(host) && !isOwn(host, hostName))) return undefined;
  return { name: hostName, addresses: [ownName.address], line: ownName, evidence: [] };
}

/** It means loopback, and is not localhost, as many images are called, which means that everywhere. */
const isMisleading = ({ name, addresses }: OwnName): boolean =>
  addresses.length > 0 && addresses.every(isLoopback) && !isLocalhostName(name);

/** Options of servers that take the address to listen on. */
const LISTENS = /^--?(?:[bhlos]$|bind|host|listen|addr|ip)/i;

/** An option of its command gives the name as the address to listen on. */
const isNamed = ({ process }: Situation, name: string, port: number): boolean =>
  process.command.some((word, index, words) => {
    const value = word.slice(word.indexOf('=') + 1).toLowerCase();
    const option = value.length < word.length ? word : words[index - 1];
    return [name, `${name}:${port}`].includes(value) && LISTENS.test(option ?? '');
  });

/** The name led the server there: without the address written where the server has it from, nothing else can have led it to 127.0.1.1. */
function isByName(facts: AddressFacts, bound: Socket, name: string): boolean {
  const { local } = bound;
  const situation = situationFor(facts, bound);
  const address = unmapped(local.address);
  // Most servers there are so by default, or by `localhost`.
  if (isLocalhost(address))
    return situation !== undefined && isNamed(situation, name.toLowerCase(), local.port);
  if (!situation) return true;
  const { process, configuration } = situation;
  const told = [
    ...process.command,
    ...Object.values(process.environment ?? {}),
    ...configuration.map(({ text }) => text),
  ];
  return !told.some(each => each.includes(address));
}

/** Others ask this machine by an address of its network. */
const asksFromOutside = ({ address }: Question): boolean =>
  address !== '' && !isLoopback(address) && !isWildcard(address);

/** The server's own option comes first; one that has none gets what the name means, once that is another address. */
function fixWithSteps(
  facts: AddressFacts,
  bound: Socket,
  { name, line }: OwnName,
  better: string | undefined,
) {
  const [own] = addressFixesFor(facts, bound, wildcardOf(bound.family));
  const situation = situationFor(facts, bound);
  const restart = situation && restartFix(situation);
  if (own?.steps || !better || !line || !restart?.steps) return own?.steps && own;
  const renamed = pointElsewhere(line, name, better);
  const steps = [...(renamed.steps ?? []), ...restart.steps];
  return { ...restart, title: `${renamed.title}, and restart it`, steps, needsRoot: true };
}

const byHand = ({ name, line }: OwnName, better: string | undefined): Fix => ({
  title: "Let the server listen on the machine's address, or give the name that address",
  text: `Bind the server to ${better ?? '0.0.0.0'} (or 0.0.0.0) instead of ${name}${better && line ? `, or write "${better} ${name}" into ${line.file} line ${line.line}` : ''}.`,
  needsRoot: false,
});

/** The server takes what comes, and other machines ask by a name that only the hosts file here knows, as loopback. */
function handedOn(names: NameLookup, machine: Machine, question: Question) {
  const own = question.vantage.kind === 'self' ? undefined : lookedUp(names, machine);
  if (!own?.line || !isMisleading(own) || verdictsOf(names).some(({ says }) => says === 'address'))
    return undefined;
  const { name, addresses, line } = own;
  return {
    severity: 'warning' as const,
    summary: `${name}, this machine's own name, means ${addresses[0]} by ${line.file}, and no name server here says otherwise: another machine with such a line reaches itself by that name, and one without it may find no address.`,
    says: `${name} is ${addresses[0]}`,
    evidence: [shown(line)],
    fixes: [
      advice(
        'Give other machines an address that leads here',
        `They get here by ${question.address}, and by the name ${name} once a name server knows it as that.`,
      ),
    ],
    outcome: 'ok' as const,
  };
}

/** This machine's own name resolves to loopback, and its server listens on just that address, or others are to ask by the name. */
export const rule = defineRule({
  code: 'name/hostname-maps-to-loopback',
  needs: ['names', ...addressNeeds],
  mayUse: [...addressMayUse, ...LEAD_FACTS],
  // A variable that the server goes by gave it the name.
  explainedBy: ['bind/config-not-in-effect', 'bind/env-moved'],
  check(facts, question) {
    const { names, machine, sockets, interfaces } = facts;
    const listeners = serversOf(sockets, question);
    if (!listeners.every(each => isLoopback(each.local.address))) return handedOn(names, machine, question);
    const asked = asksName(names, question) ? lookedUp(names, machine) : undefined;
    const own = asked ?? byHostsFile(machine, question);
    if (!own || !isMisleading(own)) return undefined;
    // Bound to the name, or to loopback otherwise: the first is what this cause is about.
    const bound = listeners.find(each => own.addresses.includes(unmapped(each.local.address)));
    if (!bound || isWildcard(bound.local.address)) return undefined;
    const better = ownAddress(interfaces, question, boundFamily(bound)) ?? undefined;
    const { name } = own;
    // A port that a rule sends on needs no listener at the address that was asked for.
    if (walkOf(facts, question)?.rewrittenBy) return undefined;
    const isRoot = asksFromOutside(question) && isByName(facts, bound, name);
    const address = unmapped(bound.local.address);
    if (!asked && !isRoot && isLocalhost(address)) return undefined;
    const here = at(address, question.port);
    return {
      severity: isRoot ? 'error' : 'warning',
      summary: isRoot
        ? `${holderWords(facts, bound)} listens on ${here}, because ${name}, this machine's own name, means that address here; only programs on this machine reach it.`
        : `${name}, this machine's own name, means ${address} here, so a server that binds to it (${here}) is reached from this machine only.`,
      says: `${name} is ${address}`,
      evidence: [
        ...own.evidence,
        ...(own.line ? [shown(own.line)] : []),
        {
          fact: 'sockets',
          says: `the server listens on ${here}`,
          source: 'sock_diag or /proc/net',
        },
      ],
      fixes: [(isRoot && fixWithSteps(facts, bound, own, better)) || byHand(own, better)],
      outcome: isRoot ? 'refused' : 'ok',
      ...(isRoot && { explains: ['bind/loopback-only', 'bind/one-address'] as const }),
    };
  },
});
