import { defineRule } from '../rule.js';
import { askedServers, asksName, heard, verdictsOf, worded } from './lookup.js';
import { noAddress, ownSaid, withHere } from './no-address.js';
import { whyUnresolved } from './unresolved.js';

/** No server said yes or no, and at least one answered with a failure of its own. */
export const rule = defineRule({
  code: 'name/server-failure',
  needs: ['names'],
  mayUse: ['sockets', 'interfaces', 'machine'],
  check(facts, question) {
    const { names } = facts;
    if (!asksName(names, question)) return undefined;
    const asked = askedServers(names);
    const guilty = asked.filter(({ says }) => says === 'failure');
    if (guilty.length === 0) return undefined;
    if (whyUnresolved(names) === 'name/server-failure')
      return noAddress(
        names,
        `${names.name} cannot be looked up: name server ${asked.map(worded).join('; ')}.${ownSaid(facts)}`,
        `${guilty[0]!.server} fails`,
        withHere(
          [
            {
              title: 'Mend the name server, or ask another one',
              text: `${guilty[0]!.server} answers with a failure: its own upstream, its zone or its access list is at fault. Another server for this machine goes into /etc/resolv.conf.`,
              needsRoot: true,
            },
          ],
          facts,
          question,
        ),
      );
    if (asked[0]?.says !== 'failure' || names.from !== 'dns') return undefined;
    return {
      severity: 'warning',
      summary: `The first name server, ${worded(asked[0])}; another one knows ${names.name}. Clients that stop at the first answer fail.`,
      says: `${asked[0].server} fails`,
      evidence: verdictsOf(names).map(heard),
      fixes: [],
      outcome: 'ok',
    };
  },
});
