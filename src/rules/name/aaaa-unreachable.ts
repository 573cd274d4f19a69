import { isLoopback } from '../../net/prefix.js';
import { fateOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { lineOf, removeAddress } from './hosts-edit.js';
import { asksName, resolved } from './lookup.js';
import { clientsThatFail, fate, tried, triedOf, works } from './tried.js';

/** The name has addresses of both families; this IPv6 one does not work, and an IPv4 one does. */
export const rule = defineRule({
  code: 'name/aaaa-unreachable',
  needs: ['names', 'probes'],
  explainedBy: ['name/hosts-override'],
  check({ names, probes }, question) {
    if (!asksName(names, question) || question.family !== 6 || isLoopback(question.address)) return undefined;
    const attempts = triedOf(names, probes, question);
    const dead = attempts.find(each => each.address === question.address);
    const good = attempts.find(each => each.family === 4 && works(each));
    if (!dead || works(dead) || !good) return undefined;
    const written = lineOf(names, question.address);
    const entry = question.local ? undefined : written;
    return {
      severity: 'error',
      summary: `${names.name} has the IPv6 address ${dead.address}, which ${fate(dead.probe)}; ${good.address} works. ${clientsThatFail(6)}.`,
      says: `${dead.address} ${fate(dead.probe)}`,
      evidence: [resolved(names), tried(dead.probe), tried(good.probe)],
      fixes: [
        ...(entry ? [removeAddress(entry, names.name)] : []),
        {
          title: 'Make the IPv6 address work, or take it out of the name',
          text: question.local
            ? `Make the server listen on IPv6 too (for nginx: listen [::]:${question.port};), or ${written ? `take the address out of ${written.file} (line ${written.line})` : 'remove the AAAA record'}.`
            : `Until then clients can be told to use IPv4: curl -4, node --dns-result-order=ipv4first, or ${good.address} instead of the name.`,
          needsRoot: false,
        },
      ],
      outcome: fateOf(dead.probe),
    };
  },
});
