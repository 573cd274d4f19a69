import { valueIn } from '../../facts/fact.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { fateOf, probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { addTo } from './hosts-edit.js';
import { asksName, heard, resolved, verdictsOf } from './lookup.js';
import { addressHere, likelyMeant } from './server-here.js';
import { fate, tried, triedOf, works } from './tried.js';

/** Which name servers gave an address, and what became of the attempt at it. */
const evidenceOf = (names: NameLookup, probe: Probe): Finding['evidence'] => [
  resolved(names),
  ...verdictsOf(names)
    .filter(({ says }) => says === 'address')
    .map(heard),
  tried(probe),
];

/** 0.0.0.0 or :: is what name servers answer that block a name: it is no machine's address. */
const nowhere = (names: NameLookup, question: Question, probe: Probe): Finding => ({
  severity: 'error',
  summary: `DNS gives ${names.name} the address ${question.address}, which is no machine's: name servers that block a name give it.`,
  headline: "the name server gives an address that is no machine's",
  says: `leads to ${question.address}`,
  evidence: evidenceOf(names, probe),
  fixes: [
    {
      title: 'Let the name server give the real address',
      text: `Take ${names.name} off the block list of ${names.servers.join(', ')} (Pi-hole, AdGuard, dnsmasq, the provider's filter), or correct its record.`,
      needsRoot: false,
    },
  ],
  outcome: fateOf(probe),
});

/** DNS gives an address that is not this machine's, none of the name's addresses answers, and the port is open here. */
export const rule = defineRule({
  code: 'name/wrong-address',
  needs: ['names', 'probes', 'sockets'],
  mayUse: ['interfaces'],
  // A public address that leads back here is right for clients outside.
  explainedBy: ['name/resolver-config', 'route/hairpin-nat'],
  check({ names, probes, sockets, interfaces }, question) {
    if (!asksName(names, question) || names.from === 'hosts') return undefined;
    const probe = probeOf(probes, question);
    if (names.from === 'dns' && isWildcard(question.address) && probe && probe.outcome !== 'connected')
      return nowhere(names, question, probe);
    if (question.local) return undefined;
    if (!probe || probe.outcome === 'connected' || triedOf(names, probes, question).some(works))
      return undefined;
    const here = likelyMeant(sockets, question)
      ? addressHere(sockets, question, valueIn(interfaces))
      : undefined;
    if (!here) return undefined;
    const line = addTo(names, here.address);
    return {
      severity: 'error',
      summary: `${names.name} leads to ${question.address}, which is not this machine and ${fate(probe)}; ${here.words}.`,
      says: `leads to ${question.address}`,
      evidence: evidenceOf(names, probe),
      fixes: [
        {
          title: "Change the name's record",
          text: `If the server on this machine is meant, the record of ${names.name} has to have this machine's address instead of ${question.address}.`,
          needsRoot: false,
        },
        ...(line ? [line] : []),
      ],
      outcome: fateOf(probe),
    };
  },
});
