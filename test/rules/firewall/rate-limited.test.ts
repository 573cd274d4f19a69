import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/firewall/rate-limited.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromClient, fromLan, listener, verdictOf } from '../../support/ground.js';

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

  it('is an error for a client that has as many connections open as it may', () => {
    const rule3 = '-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 -j REJECT';
    const remote = { address: '::ffff:10.77.0.2', port: 40000 };
    const open = listener('::ffff:10.77.0.1', 8000, { state: 'established', remote });
    const from = (client: string, held: number) => {
      const sockets = known([listener('::', 8000), ...Array(held).fill(open)], 'sock_diag');
      return verdictOf(rule, behind(rulesOf(iptables([rule3])), { sockets }), fromClient(client));
    };
    expect(from('10.77.0.2', 2)).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      says: '2 of 2 connections are open',
    });
    expect(from('10.77.0.2', 1)).toMatchObject({ severity: 'warning' });
    expect(from('10.77.0.3', 2)).toMatchObject({ severity: 'warning' });
  });

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
