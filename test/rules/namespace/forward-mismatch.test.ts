import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as forwardMismatch } from '../../../src/rules/namespace/forward-mismatch.js';
import { eight, inside, published } from '../../support/docker.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, listener, verdictOf, world } from '../../support/ground.js';
import { attempt, said } from '../../support/talks.js';

describe('namespace/forward-mismatch', () => {
  it('names the port that does listen', () => {
    const facts = world({ ...published, namespaces: inside(listener('0.0.0.0', 9000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('listens on port 9000 there'),
      fixes: [{ text: expect.stringContaining('-p 8080:9000') }],
    });
  });

  it('is a warning where one of several goals is dead that chance chooses from', () => {
    const own = (more: string) =>
      world({
        interfaces: published.interfaces,
        namespaces: inside(listener('0.0.0.0', 80)),
        firewall: known(
          rulesOf(
            iptables(
              [],
              {},
              `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8080 ${more}-j DNAT --to-destination 172.17.0.2:80\n-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:81\nCOMMIT`,
            ),
          ),
          'nft -j list ruleset',
        ),
      });
    expect(
      verdictOf(forwardMismatch, own('-m statistic --mode random --probability 0.5 '), fromLan(eight)),
    ).toMatchObject({ severity: 'warning', outcome: 'ok', summary: expect.stringContaining('port 81') });
    expect(verdictOf(forwardMismatch, own('-m cpu --cpu 0 '), fromLan(eight))).toBe('ruled-out');
  });

  it('is not disproved by a server here, where only what comes in is sent on', () => {
    const facts = (chain: string) =>
      world({
        interfaces: published.interfaces,
        sockets: known([listener('0.0.0.0', 8080)], 'sock_diag'),
        namespaces: inside(listener('0.0.0.0', 80)),
        probes: known([attempt([said()], { port: 8080 })], 'a connection from here'),
        firewall: known(
          rulesOf(
            iptables(
              [],
              {},
              `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A ${chain} -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:81\nCOMMIT`,
            ),
          ),
          'nft -j list ruleset',
        ),
      });
    expect(verdictOf(forwardMismatch, facts('PREROUTING'), fromLan(eight))).toMatchObject({
      severity: 'error',
      outcome: 'refused',
    });
    expect(verdictOf(forwardMismatch, facts('OUTPUT'), fromLan(eight))).toBe('ruled-out');
  });

  it("does not take Docker's own name server for the one", () => {
    const facts = world({ ...published, namespaces: inside(listener('127.0.0.11', 41000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      summary: expect.stringContaining('nothing listens, nor on any other port'),
    });
  });

  it('is ruled out where the port is served, or bound to loopback', () => {
    for (const where of ['0.0.0.0', '127.0.0.1'])
      expect(
        verdictOf(
          forwardMismatch,
          world({ ...published, namespaces: inside(listener(where, 80)) }),
          fromHere(eight),
        ),
      ).toBe('ruled-out');
  });
});
