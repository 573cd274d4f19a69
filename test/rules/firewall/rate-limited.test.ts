import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/firewall/rate-limited.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromLan, verdictOf } from '../../support/ground.js';

const over = (rate: number, per: string) =>
  nft('input', [[dport(8000), { limit: { rate, per, inv: true } }, { drop: null }]]);

describe('firewall/rate-limited', () => {
  it.each([
    ['a few a minute', over(3, 'minute'), 'warning'],
    ['many a second', over(50, 'second'), 'note'],
    [
      'connections at a time',
      iptables(['-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 3 -j REJECT']),
      'warning',
    ],
    [
      'those lately noted',
      iptables(['-A INPUT -p tcp --dport 8000 -m recent --update --seconds 30 --hitcount 6 -j DROP']),
      'warning',
    ],
  ])('is found by %s', (_, tables, severity) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toMatchObject({ severity, outcome: 'ok' }),
  );

  it('lets everything in before the limit, if one wants to', () =>
    expect(verdictOf(rule, behind(rulesOf(over(3, 'minute'))), fromLan())).toMatchObject({
      fixes: [{ steps: [{ command: 'nft insert rule inet filter c handle 2 tcp dport 8000 accept' }] }],
    }));

  it.each([
    [
      'another port',
      nft('input', [[dport(8001), { limit: { rate: 3, per: 'minute', inv: true } }, { drop: null }]]),
    ],
    ['a limit on what is logged', nft('input', [[{ limit: { rate: 3, per: 'minute' } }, { log: null }]])],
    [
      'a drop that comes first',
      nft('input', [[{ drop: null }], [{ limit: { rate: 3, per: 'minute' } }, { accept: null }]]),
    ],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out'),
  );
});
