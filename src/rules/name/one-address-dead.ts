import { isLoopback } from '../../net/prefix.js';
import { fateOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { lineOf, removeAddress } from './hosts-edit.js';
import { asksName, resolved } from './lookup.js';
import { fate, tried, triedOf, works } from './tried.js';

/** Another of the name's addresses works; this one, of the same family or IPv4 beside a good IPv6 one, does not. */
export const rule = defineRule({
  code: 'name/one-address-dead',
  needs: ['names', 'probes'],
  explainedBy: ['name/hosts-override'],
  check({ names, probes }, question) {
    if (!asksName(names, question) || isLoopback(question.address)) return undefined;
    const attempts = triedOf(names, probes, question);
    const dead = attempts.find(each => each.address === question.address);
    const good = attempts.find(
      each => works(each) && (each.family === question.family || question.family === 4),
    );
    if (!dead || works(dead) || !good) return undefined;
    // An IPv6 address beside a good IPv4 one has a cause of its own.
    if (question.family === 6 && attempts.some(each => each.family === 4 && works(each))) return undefined;
    const entry = question.local ? undefined : lineOf(names, question.address);
    return {
      severity: 'error',
      summary: `${names.name} has ${attempts.length} addresses; ${dead.address} ${fate(dead.probe)}, ${good.address} works. Programs that try only one address fail now and then, the others wait.`,
      says: `${dead.address} ${fate(dead.probe)}`,
      evidence: [resolved(names), tried(dead.probe), tried(good.probe)],
      fixes: [
        ...(entry ? [removeAddress(entry, names.name)] : []),
        {
          title: 'Mend that server, or take its address out of the name',
          text: `Remove the record ${dead.address} of ${names.name} until something answers there.`,
          needsRoot: false,
        },
      ],
      outcome: fateOf(dead.probe),
    };
  },
});
