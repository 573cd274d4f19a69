import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as redirected } from '../../../src/rules/firewall/redirected.js';
import { rule as reject } from '../../../src/rules/firewall/reject.js';
import { rule as replyDropped } from '../../../src/rules/firewall/reply-dropped.js';
import type { Rule } from '../../../src/rules/rule.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, listener, verdictOf } from '../../support/ground.js';
import { answer, heard, said } from '../../support/talks.js';

const sentTo8443 = heard([
  said({ http: answer(301, '', { location: 'https://10.77.0.1:8443/' }) }),
  said({ reason: 'redirect', asked: 'https', port: 8443, name: '10.77.0.1:8443' }),
]).probes;
const target = parseTarget('http://10.77.0.1:8000/');
const facts = (lines: string) =>
  behind(rulesOf(iptables([], {}, lines)), {
    probes: sentTo8443,
    listeners: known([listener('0.0.0.0', 8000), listener('0.0.0.0', 8443)], 'sock_diag'),
  });
const filter = (line: string) => `*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${line}\nCOMMIT`;
const nat = (line: string) => `*nat\n:PREROUTING ACCEPT [0:0]\n${line}\nCOMMIT`;

const stops: readonly (readonly [string, Rule, string])[] = [
  ['rejects the way', reject as Rule, filter('-A INPUT -p tcp --dport 8443 -j REJECT')],
  ['drops the answers', replyDropped as Rule, filter('-A OUTPUT -p tcp --sport 8443 -j DROP')],
  [
    'sends it to nobody',
    redirected as Rule,
    nat('-A PREROUTING -p tcp --dport 8443 -j REDIRECT --to-ports 9'),
  ],
];

it.each(stops)(
  'finds the rule that %s to where a redirect leads, for a client elsewhere',
  (_, rule, lines) => {
    expect(verdictOf(rule, facts(lines), fromLan({ target }))).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(/8443.* sends those who ask port 8000 there\.$/),
    });
    expect(verdictOf(rule, facts(lines), fromHere({ target }))).toBe('ruled-out');
  },
);

it.each(stops)('knows none that %s to a port that no redirect leads to', (_, rule, lines) =>
  expect(verdictOf(rule, facts(lines.replaceAll('8443', '8444')), fromLan({ target }))).toBe('ruled-out'),
);

it('takes a rule that leads to a server for none', () =>
  expect(
    verdictOf(
      redirected,
      facts(nat('-A PREROUTING -p tcp --dport 8443 -j REDIRECT --to-ports 8000')),
      fromLan({ target }),
    ),
  ).toBe('ruled-out'));
