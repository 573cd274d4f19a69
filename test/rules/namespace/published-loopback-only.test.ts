import { describe, expect, it } from 'vitest';
import { known, partial } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import { rule as publishedLoopbackOnly } from '../../../src/rules/namespace/published-loopback-only.js';
import { eight, published, publishedOn } from '../../support/docker.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';

describe('namespace/published-loopback-only', () => {
  it('is found by what the engine says, or by docker-proxy alone', () => {
    expect(verdictOf(publishedLoopbackOnly, world(publishedOn('127.0.0.1')), fromLan(eight))).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      summary: expect.stringContaining('container shop'),
    });
    const silent = { ...publishedOn('127.0.0.1'), containers: partial([], '', 'the socket needs root') };
    expect(verdictOf(publishedLoopbackOnly, world(silent), fromLan(eight))).toMatchObject({
      severity: 'error',
    });
  });

  it('is found by the rules of a machine whose engine makes rules alone', () => {
    const rules = (address: string) =>
      known(
        rulesOf(
          iptables(
            [],
            {},
            `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER\n-A DOCKER ${address}! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT`,
          ),
        ),
        'nft -j list ruleset',
      );
    const { interfaces } = publishedOn('127.0.0.1');
    const sockets = known([], 'sock_diag');
    const own = { interfaces, sockets, firewall: rules('-d 127.0.0.1/32 ') };
    expect(verdictOf(publishedLoopbackOnly, world(own), fromLan(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('published on 127.0.0.1 only'),
      evidence: [{ fact: 'firewall' }],
    });
    const all = { interfaces, sockets, firewall: rules('') };
    expect(verdictOf(publishedLoopbackOnly, world(all), fromLan(eight))).toBe('ruled-out');
  });

  it.each([
    ['no rule is there for others', '', ''],
    [
      'their packets are exempt',
      '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8080 -j NOTRACK\nCOMMIT\n',
      'PREROUTING',
    ],
  ])('is not said of loopback where the rule is for any address, and %s', (_, raw, chain) => {
    const dnat = '-p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80';
    const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${chain && `-A ${chain} ${dnat}\n`}-A OUTPUT ${dnat}\nCOMMIT`;
    const { interfaces } = publishedOn('127.0.0.1');
    const firewall = known(rulesOf(iptables([], {}, raw + nat)), 'nft -j list ruleset');
    const machine = { interfaces, sockets: known([], 'sock_diag'), firewall };
    expect(verdictOf(publishedLoopbackOnly, world(machine), fromLan(eight))).toMatchObject({
      headline: 'only its own connections are led into the container',
      summary: expect.stringContaining(
        'sent on to 172.17.0.2:80, and no NAT rule does so with those of others',
      ),
    });
  });

  it('is not said by rules of which one is in doubt, or not all were read', () => {
    const dnat = '-p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80';
    const rules = (doubt: string) =>
      rulesOf(
        iptables(
          [],
          {},
          `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${doubt}-A OUTPUT ${dnat}\nCOMMIT`,
        ),
      );
    const { interfaces } = publishedOn('127.0.0.1');
    const found = (firewall: Facts['firewall']) =>
      verdictOf(
        publishedLoopbackOnly,
        world({ interfaces, sockets: known([], 'sock_diag'), firewall }),
        fromLan(eight),
      );
    expect(found(known(rules(''), 'nft'))).toMatchObject({ severity: 'error' });
    expect(found(known(rules(`-A PREROUTING -m set --match-set who src ${dnat}\n`), 'nft'))).toBe(
      'ruled-out',
    );
    expect(found(partial(rules(''), 'nft', 'a table could not be read'))).toBe('ruled-out');
  });

  it('is ruled out from here by loopback, and where it is published for all', () => {
    expect(verdictOf(publishedLoopbackOnly, world(publishedOn('127.0.0.1')), fromHere(eight))).toBe(
      'ruled-out',
    );
    expect(verdictOf(publishedLoopbackOnly, world(published), fromLan(eight))).toBe('ruled-out');
  });
});
