import { describe, expect, it } from 'vitest';
import { known, listIn, partial } from '../../../src/facts/fact.js';
import { rule as forwardMismatch } from '../../../src/rules/namespace/forward-mismatch.js';
import { eight, inside, published, publishedOn, shopId } from '../../support/docker.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import {
  container,
  fromHere,
  fromLan,
  listener,
  loopback,
  namespace,
  nic,
  process,
  verdictOf,
  world,
} from '../../support/ground.js';
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

  it('is found where the port is the one inside, and the container is published the wrong way round', () => {
    const asked = (...listeners: ReturnType<typeof listener>[]) =>
      verdictOf(
        forwardMismatch,
        world({ ...published, sockets: known([], 'sock_diag'), namespaces: inside(...listeners) }),
        fromHere({ port: 80 }),
      );
    expect(asked(listener('::', 8080))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('-p 8080:80 leads from port 8080 of this machine to its port 80'),
      fixes: [{ text: expect.stringContaining('-p 80:8080') }],
    });
    expect(asked(listener('::', 80), listener('::', 8080))).toBe('ruled-out');
    expect(asked(listener('::', 9000))).toBe('ruled-out');
    const guest = container('guest', { networkMode: 'container:shop', id: shopId });
    const shared = world({
      ...published,
      containers: known([guest, ...listIn(published.containers).map(each => ({ ...each, id: 'ab' }))], 'x'),
      sockets: known([], 'sock_diag'),
      namespaces: inside(listener('::', 8080)),
    });
    expect(verdictOf(forwardMismatch, shared, fromHere({ port: 80 }))).toMatchObject({
      fixes: [{ title: 'Publish port 8080 on shop, whose network guest shares' }],
    });
    const byProxy = world({
      ...published,
      containers: partial([], '', 'the socket needs root'),
      sockets: known([], 'sock_diag'),
      namespaces: inside(listener('::', 8080)),
    });
    expect(verdictOf(forwardMismatch, byProxy, fromHere({ port: 80 }))).toMatchObject({
      evidence: [{ source: '/proc/177/cmdline' }, {}],
      fixes: [{ text: expect.stringContaining('-p 80:8080') }],
    });
  });

  it('names the other address in there at which the port is served', () => {
    const facts = world({ ...published, namespaces: inside(listener('172.18.0.2', 80)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      headline: expect.stringMatching(/^the server in .* listens on another address$/),
      summary: expect.stringMatching(/^Port 8080 leads to 172.17.0.2:80 .* listens on 172.18.0.2:80 there/),
      fixes: [{ title: 'Let the server inside listen on 0.0.0.0' }],
    });
  });

  it('stands behind a port that is published on loopback only, and not where that leads to whom it should', () => {
    const found = (port: number) => {
      const facts = world({ ...publishedOn('127.0.0.1'), namespaces: inside(listener('0.0.0.0', port)) });
      return verdictOf(forwardMismatch, facts, fromLan(eight));
    };
    expect(found(9000)).toMatchObject({ summary: expect.stringContaining('listens on port 9000 there') });
    expect(found(80)).toBe('ruled-out');
  });

  it('is found where docker-proxy leads to an address that no container has by now', () => {
    const gone = world({
      ...published,
      containers: known([], 'no container engine is running'),
      namespaces: known([namespace({ addresses: ['172.17.0.3'] })], '/proc'),
    });
    expect(verdictOf(forwardMismatch, gone, fromHere(eight))).toMatchObject({
      severity: 'error',
      outcome: 'no-answer',
      summary: 'Port 8080 leads to 172.17.0.2:80, an address that no running container of this machine has.',
    });
    const unseen = { ...gone, namespaces: partial([], '/proc', 'hidden') };
    expect(verdictOf(forwardMismatch, unseen, fromHere(eight))).toBe('ruled-out');
    const containers = known([container('shop', { addresses: ['172.17.0.2'] })], '/run/docker.sock');
    expect(verdictOf(forwardMismatch, { ...gone, containers }, fromHere(eight))).toBe('ruled-out');
  });

  it('points where nobody listens to what can be looked at: a container has a log, a namespace none', () => {
    const text = (container: string | null) => {
      const found = verdictOf(
        forwardMismatch,
        world({
          ...published,
          containers: known([], 'no container engine is running'),
          namespaces: known([namespace({ name: 'app', container, addresses: ['172.17.0.2'] })], '/proc'),
        }),
        fromHere(eight),
      );
      return typeof found !== 'string' && 'fixes' in found && found.fixes[0]?.text;
    };
    expect(text(null)).toContain('ip netns exec app ss');
    expect(text(shopId)).toContain('docker logs');
  });

  it('is found behind a forwarder of any kind that leads into a namespace of this machine', () => {
    const relayed = (interfaceName: string) =>
      world({
        ...published,
        containers: known([], 'no container engine is running'),
        interfaces: known([loopback, nic(interfaceName, ['172.17.0.1/24'], { kind: 'veth' })], 'rtnetlink'),
        processes: known(
          [process(177, ['socat', 'TCP-LISTEN:8080,fork,reuseaddr', 'TCP:172.17.0.2:3000'])],
          '/proc',
        ),
        namespaces: known(
          [namespace({ name: 'app', addresses: ['172.17.0.2'], listeners: [listener('0.0.0.0', 8000)] })],
          '/proc',
        ),
      });
    for (const name of ['veth0', 'box0'])
      expect(verdictOf(forwardMismatch, relayed(name), fromLan(eight))).toMatchObject({
        outcome: 'reset',
        summary: expect.stringContaining('listens on port 8000 there'),
        evidence: [{ says: 'socat (pid 177) hands port 8080 on to 172.17.0.2, port 3000' }, {}],
      });
    // At the end of a real cable is another machine.
    expect(verdictOf(forwardMismatch, relayed('eth1'), fromLan(eight))).toBe('ruled-out');
  });

  it('is found where the server inside has the port by the other family only', () => {
    const asked = (v6only: boolean | null) =>
      verdictOf(
        forwardMismatch,
        world({ ...published, namespaces: inside(listener('::', 80, { v6only })) }),
        fromHere(eight),
      );
    expect(asked(true)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('listens on [::]:80, which is IPv6 only'),
    });
    expect(asked(false)).toBe('ruled-out');
    expect(asked(null)).toBe('ruled-out');
  });

  it('says that luck decides where one of several goals is dead that chance chooses from', () => {
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
    ).toMatchObject({
      severity: 'error',
      byLuck: true,
      outcome: 'ok',
      summary: expect.stringContaining('port 81'),
    });
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

  it("is found behind a service's address, which is nobody's, where this machine leads itself into a container", () => {
    const goal = (address: string, container: string | null) =>
      world({
        interfaces: published.interfaces,
        namespaces: known(
          [namespace({ container, addresses: [address], listeners: [listener('0.0.0.0', 8080)] })],
          '/proc',
        ),
        firewall: known(
          rulesOf(
            iptables(
              [],
              {},
              `*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -d 10.96.0.20/32 -p tcp --dport 80 -j DNAT --to-destination ${address}:80\nCOMMIT`,
            ),
          ),
          'nft -j list ruleset',
        ),
      });
    const question = fromHere({ address: '10.96.0.20', port: 80, local: false });
    for (const container of [shopId, null])
      expect(verdictOf(forwardMismatch, goal('172.17.0.2', container), question)).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('listens on port 8080 there'),
      });
    // At the end of a cable.
    expect(verdictOf(forwardMismatch, goal('10.77.0.2', null), question)).toBe('ruled-out');
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
