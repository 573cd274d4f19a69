import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { rule as outsideThisMachine } from '../../../src/rules/cloud/outside-this-machine.js';
import { rule as serverError } from '../../../src/rules/http/server-error.js';
import { behind, rulesOf } from '../../support/firewall.js';
import {
  fromClient,
  fromHere,
  fromLan,
  listener,
  loopback,
  nic,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';
import { answer, attempt, said, url } from '../../support/talks.js';

const summaryFor = (own: string, client: string, release = '6.1.0-30-amd64') => {
  const facts = world({
    interfaces: known([loopback, nic('eth0', [`${own}/24`])], 'rtnetlink'),
    machine: known({ release } as never, 'uname'),
  });
  const found = verdictOf(outsideThisMachine, facts, fromClient(client, { address: own }));
  return typeof found === 'string' ? found : `${found.severity}: ${found.summary}`;
};

describe('an edge network in front of the server', () => {
  const byUrl = (status: number, headers: Readonly<Record<string, string>>) => {
    const facts = world({
      machine: known({ release: '6.1' } as never, 'uname'),
      probes: known([attempt([said({ http: answer(status, '', headers) })])], 'connect()'),
    });
    return [outsideThisMachine, serverError].map(rule => verdictOf(rule, facts, url));
  };

  it.each([521, 522, 525, 530])('says with %i that it cannot get to the server', status => {
    expect(byUrl(status, { server: 'cloudflare', 'cf-ray': '8a1-FRA' })).toEqual([
      expect.objectContaining({ severity: 'error', outcome: 'http-error' }),
      'ruled-out',
    ]);
  });

  it('is not seen in the same status of another server, nor in its 500', () => {
    expect(byUrl(522, { server: 'nginx' })[0]).toBe('ruled-out');
    expect(byUrl(500, { server: 'cloudflare' })[0]).toBe('ruled-out');
  });
});

describe('cloud/outside-this-machine', () => {
  it("has nothing to say of this machine's own containers", () => {
    const bridge = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge' });
    const facts = world({
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24']), bridge], 'rtnetlink'),
    });
    const asked = (client: string) => fromClient(client, { address: '10.77.0.1' });
    expect(verdictOf(outsideThisMachine, facts, asked('172.17.0.3'))).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, facts, asked('172.18.0.3'))).toMatchObject({ severity: 'note' });
  });

  it('leaves open what a client gets whose request waits half open, unless others of its network got through', () => {
    const from = (remote: string, over: Partial<Socket>) =>
      listener('10.77.0.1', 8000, { remote: { address: remote, port: 50000 }, ...over });
    const passed = { received: 0, acknowledged: 0, retransmits: 2 };
    const waiting = from('10.77.0.2', { state: 'syn-recv', passed });
    const own = from('10.77.0.1', { state: 'time-wait' });
    const other = from('10.77.0.3', { state: 'time-wait' });
    const seen = (...sockets: Socket[]) =>
      behind(rulesOf([]), { sockets: known([listener('0.0.0.0', 8000), ...sockets], 'sock_diag') });
    const open = { severity: 'warning', outcome: 'unknown' };
    expect(verdictOf(outsideThisMachine, seen(waiting, own), fromLan())).toMatchObject(open);
    expect(verdictOf(outsideThisMachine, seen(waiting, own, other), fromLan())).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, seen(own), fromLan())).toBe('ruled-out');
    const old = from('10.77.0.3', { state: 'established', passed: { ...passed, heardAgo: 600_000 } });
    expect(verdictOf(outsideThisMachine, seen(waiting, old), fromLan())).toMatchObject(open);
    const question = { ...fromLan(), protocol: 'udp' as const };
    expect(verdictOf(outsideThisMachine, seen(waiting), question)).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, seen(waiting, own), fromHere())).toBe('ruled-out');
  });

  it('holds nothing against a network of which somebody asked who is not there', () => {
    const waiting = listener('10.77.0.1', 8000, {
      state: 'syn-recv',
      remote: { address: '10.77.0.66', port: 50000 },
      passed: { received: 0, acknowledged: 0, retransmits: 2 },
    });
    const asked = (state: string) =>
      behind(rulesOf([]), {
        sockets: known([listener('0.0.0.0', 8000), waiting], 'sock_diag'),
        routes: routes({
          neighbours: [{ address: '10.77.0.66', device: 'eth0', hardwareAddress: null, state }],
        }),
      });
    expect(verdictOf(outsideThisMachine, asked('failed'), fromLan())).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, asked('stale'), fromLan())).toMatchObject({ outcome: 'unknown' });
  });

  it('claims nothing of a packet filter that was not read', () => {
    const facts = world({
      interfaces: known([loopback, nic('eth0', ['10.0.0.2/24'])], 'rtnetlink'),
      firewall: unknown('needs-root', 'nft: needs root'),
    });
    expect(verdictOf(outsideThisMachine, facts, fromClient('203.0.113.9', { address: '10.0.0.2' }))).toBe(
      'ruled-out',
    );
  });

  it.each([
    ['192.168.1.37', '203.0.113.9', undefined, /^note.*first: the router does not forward.*CGNAT/],
    ['10.0.0.4', '203.0.113.9', '6.1.0-30-cloud-amd64', /first: the provider's firewall/],
    ['198.51.100.7', '203.0.113.9', undefined, /first: the provider's firewall/],
    ['100.72.1.1', '203.0.113.9', undefined, /no port can be forwarded/],
    ['10.0.0.4', '10.200.0.9', undefined, /first: a router or firewall between/],
  ])('from %s asked by %s (%s): the likeliest first', (own, client, release, words) => {
    expect(summaryFor(own, client, release)).toMatch(words);
  });

  it('names what keeps two machines of one network apart', () => {
    expect(summaryFor('192.168.1.37', '192.168.1.2')).toMatch(
      /^note.*first: a switch or access point .*a firewall or VPN on 192.168.1.2 itself/,
    );
  });

  it('has nothing to say where a neighbour asks for an address of another network', () => {
    const facts = world({
      interfaces: known(
        [loopback, nic('eth0', ['10.77.0.1/24']), nic('eth1', ['10.88.0.1/24'])],
        'rtnetlink',
      ),
    });
    const asked = fromClient('10.77.0.2', { address: '10.88.0.1' });
    expect(verdictOf(outsideThisMachine, facts, asked)).toBe('ruled-out');
  });

  it('is ruled out for a client that has come through, for any of a network, and from here', () => {
    const remote = { address: '::ffff:192.168.1.2', port: 40000 };
    const came = listener('192.168.1.37', 8000, { state: 'established', remote });
    const facts = world({
      interfaces: known([loopback, nic('eth0', ['192.168.1.37/24'])], 'rtnetlink'),
      sockets: known([came], 'sock_diag'),
    });
    const question = fromClient('192.168.1.2', { address: '192.168.1.37' });
    expect(verdictOf(outsideThisMachine, facts, question)).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, world(), fromLan())).toBe('ruled-out');
    expect(verdictOf(outsideThisMachine, world(), fromHere())).toBe('ruled-out');
  });

  it('gives way to everything that is wrong here', () => {
    expect(outsideThisMachine.explainedBy).toEqual(
      expect.arrayContaining([
        'firewall/drop',
        'route/no-return-route',
        'port/nothing-listens',
        'bind/loopback-only',
      ]),
    );
    expect(outsideThisMachine.explainedBy).not.toContain('http/not-found');
  });
});
