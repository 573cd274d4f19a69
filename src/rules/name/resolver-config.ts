import type { FileLine, NameLookup } from '../../facts/names/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { fateOf, probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { byOptions } from './by-options.js';
import { byAction, byOrder } from './by-order.js';
import { byRotation } from './by-rotation.js';
import { bySearchLine } from './by-search.js';
import { edit, type Hidden } from './hidden.js';
import { byLine } from './hosts-mend.js';
import { askedServers, asksName, heard, resolved, type ServerVerdict, verdictsOf, worded } from './lookup.js';
import { hereInstead, lookupEvidence } from './no-address.js';
import { endBefore } from './order.js';
import { fate, tried } from './tried.js';
import { unreadFix, unreadWords } from './unread.js';
import { endBeforeDns, hostsHidden, unreadableLine, whyUnresolved } from './unresolved.js';

/** Nobody but root may read the hosts file, so that programs of other users do not find what it has. */
function byHiddenHosts(names: NameLookup): Hidden | undefined {
  const unread = hostsHidden(names);
  if (!unread) return undefined;
  const fix = unreadFix(unread);
  return {
    summary: `${unreadWords(unread)}: if ${names.name} is in it, it is not found.`,
    says: `${unread.file} may not be read`,
    evidence: [
      { fact: 'names', says: 'reading it is not permitted', source: unread.file },
      ...lookupEvidence(names),
    ],
    fixes: fix ? [fix] : [],
  };
}

function byUnreadableLine(names: NameLookup): Hidden | undefined {
  const line = unreadableLine(names);
  return line && byLine(line, names.name);
}

/** The lines of two servers change places; undefined where they are not next to each other, or written differently. */
function swapped({ serverLines }: NameLookup, first: string, second: string): Fix | undefined {
  const has = (server: string) => serverLines.find(each => each.text.split(/\s+/)[1] === server);
  const [one, two] = [has(first), has(second)];
  if (!one || two?.line !== one.line + 1) return undefined;
  const line: FileLine = { ...one, text: `${one.text}\n${two.text}` };
  return edit(`Ask ${second} first, in ${one.file}`, line, `${two.text}\n${one.text}`);
}

/** The first server that gives an answer says no, and one after it knows the name. */
function byFirstServer(names: NameLookup): Hidden | undefined {
  const asked = askedServers(names);
  const no = asked.find(({ says }) => says === 'no' || says === 'address');
  const knowing = verdictsOf(names).find(({ says }) => says === 'address');
  if (no?.says !== 'no' || !knowing) return undefined;
  const swap = swapped(names, no.server, knowing.server);
  return {
    summary: `Name server ${worded(no)}, which ends the search; ${worded(knowing)}, but is not asked any more.`,
    says: `${no.server} says no first`,
    evidence: verdictsOf(names).map(heard),
    fixes: [
      ...(swap ? [swap] : []),
      {
        title: 'Send the zone to the server that knows it',
        text: `Clients do not ask further after a no. Put ${knowing.server} first in /etc/resolv.conf, or let one server (dnsmasq, systemd-resolved, unbound) forward that zone to ${knowing.server}.`,
        needsRoot: true,
      },
    ],
  };
}

/** Somebody knows the name, and the system's resolver does not come to it. */
function byOther(names: NameLookup): Hidden {
  const knowing = verdictsOf(names).find(({ says }) => says === 'address');
  return {
    summary: `${knowing ? worded(knowing) : 'A name server knows the name'}, but the system's resolver finds no address for ${names.name}.`,
    says: 'the resolver does not find it',
    evidence: lookupEvidence(names),
    fixes: [],
  };
}

const failed = (hidden: Hidden, fixes: readonly Fix[]): Finding => ({
  severity: 'error',
  ...hidden,
  fixes: [...hidden.fixes, ...fixes],
  outcome: 'unreachable',
});

/** The search domain that gave the address, and what its server said. */
function searched(
  names: NameLookup,
  address: string,
): { domain: string; verdict: ServerVerdict } | undefined {
  const verdict = verdictsOf(names).find(({ addresses }) => addresses.includes(address));
  const domain = names.search.find(each => verdict?.answer.question === `${names.name}.${each}`);
  return verdict && domain !== undefined ? { domain, verdict } : undefined;
}

function bySearchDomain(
  names: NameLookup,
  probe: ReturnType<typeof probeOf>,
  question: Question,
  here: readonly Fix[],
): Finding | undefined {
  const found = searched(names, question.address);
  if (!found || !probe) return undefined;
  const { domain, verdict } = found;
  const really = names.answers.find(
    each =>
      each.question === names.name && each.addresses.length > 0 && !each.addresses.includes(question.address),
  );
  const forAll = names.wildcards.includes(domain);
  // One name in the domain may be what is meant, as long as somebody answers there.
  if (!forAll && (!really || probe.outcome === 'connected')) return undefined;
  const instead = really
    ? `the name itself is ${really.addresses.join(', ')}`
    : `${names.name} itself does not exist`;
  return {
    severity: probe.outcome === 'connected' ? 'warning' : 'error',
    summary: `${names.name} was looked up as ${names.name}.${domain}: that search domain ${forAll ? 'answers for every name, here' : 'comes first, and answers'} with ${question.address}, which ${fate(probe)}; ${instead}.`,
    says: `search domain ${domain}`,
    evidence: [resolved(names), heard(verdict), tried(probe)],
    fixes: [
      {
        title: 'Type the name with a dot at its end, or take the search domain away',
        text: `${names.name}. is looked up as it is. In /etc/resolv.conf, "search ${domain}" is what adds the domain.`,
        needsRoot: false,
      },
      ...(probe.outcome === 'connected' ? [] : here),
    ],
    outcome: fateOf(probe),
  };
}

/** The name was found this time, and may not be the next. */
function nowAndThen(names: NameLookup): Finding | undefined {
  const hidden = names.from === 'dns' ? byRotation(names) : undefined;
  return hidden && { severity: 'warning', ...hidden, outcome: 'ok' };
}

/** Somebody here or among the name servers knows the name, and the resolver's configuration keeps it from being found. */
export const rule = defineRule({
  code: 'name/resolver-config',
  needs: ['names', 'probes'],
  mayUse: ['sockets', 'interfaces'],
  check(facts, question) {
    const { names, probes } = facts;
    if (!asksName(names, question)) return undefined;
    const here = hereInstead(facts, question);
    if (names.addresses.length > 0)
      return bySearchDomain(names, probeOf(probes, question), question, here) ?? nowAndThen(names);
    if (whyUnresolved(names) !== 'name/resolver-config') return undefined;
    const hidden =
      byUnreadableLine(names) ??
      byHiddenHosts(names) ??
      byOrder(names) ??
      byAction(names, 'files', endBefore(names.order, 'files')) ??
      bySearchLine(names) ??
      byRotation(names) ??
      byFirstServer(names) ??
      byAction(names, 'dns', endBeforeDns(names)) ??
      byOptions(names) ??
      byOther(names);
    return failed(hidden, here);
  },
});
