import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as noCarrier } from '../../../src/rules/interface/no-carrier.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  BARE,
  cabled,
  container,
  eth1,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  OFF,
  route,
  routing,
  verdictOf,
} from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

describe('interface/no-carrier', () => {
  it.each([
    ['eth0', null, 'no cable'],
    ['wlan0', null, 'wireless'],
    ['tun0', 'tun', 'no program'],
    ['br0', 'bridge', 'no port'],
    ['eth0', 'veth', 'other end of the pair'],
  ])('says what it means for %s of kind %s', (name, kind, words) => {
    const facts = cabled(nic(name, ['10.77.0.1/24'], { ...BARE, kind }));
    const found = verdictOf(noCarrier, facts, fromLan({}, { input: name }));
    expect(found).toMatchObject({ severity: 'error', summary: expect.stringContaining(words) });
  });

  it.each([
    ['br0', 'Plug the network card into it'],
    ['docker0', 'Start the container'],
  ])('says of %s without a port what it is for', (name, text) => {
    const facts = cabled(nic(name, ['10.77.0.1/24'], { kind: 'bridge', state: 'unknown' }));
    expect(verdictOf(noCarrier, facts, fromLan({}, { input: name }))).toMatchObject({
      evidence: [{ says: expect.stringContaining(`no interface has ${name} for its master`) }],
      fixes: [{ text: expect.stringContaining(text) }],
    });
  });

  it.each([
    ['one network', ['10.77.0.1'], 'error'],
    ['each network', ['10.77.0.1', '10.88.0.1'], 'warning'],
  ])('knows a name with an address on %s', (_, meant, severity) => {
    const dead = nic('eth0', ['10.77.0.1/24'], BARE);
    const addresses = meant.map(each => ({ family: 4, address: each }));
    const facts = { ...cabled(dead, eth1), names: known({ addresses } as never, 'getaddrinfo') };
    const target = parseTarget('app.test:8000');
    expect(verdictOf(noCarrier, facts, fromLan({ target }))).toMatchObject({ severity });
  });

  it.each([
    ['the cable of its network, which has no link', [], {}, 'error'],
    ['a router, for want of that cable', [route('default', { device: 'eth1' })], { device: 'eth1' }, 'error'],
    ['another card on that network', [route('10.77.0.0/24', { device: 'eth1' })], { device: 'eth1' }, null],
    ['a host route past it', [route('10.77.0.2/32', { device: 'eth1' })], { device: 'eth1' }, null],
  ])('asks the kernel whether another machine is reached by %s', (_, more, over, severity) => {
    const asked = fromHere({ address: '10.77.0.2', local: false });
    const routes = [route('10.77.0.0/24'), ...more];
    const facts = {
      ...cabled(nic('eth0', ['10.77.0.1/24'], BARE), eth1),
      routes: known(routing({ routes, lookups: [lookup('10.77.0.2', over)] }), 'rtnetlink'),
    };
    const found = verdictOf(noCarrier, facts, asked);
    if (severity) expect(found).toMatchObject({ severity });
    else expect(found).toBe('ruled-out');
  });

  it('is found on the way to the name server that was not heard', () => {
    const facts = cabled(nic('eth0', ['10.77.0.1/24'], BARE), eth1);
    const unheard = (server: string) => {
      const names = lookedUp([], { servers: [server], answers: [says(server, 'timeout')] });
      return verdictOf(
        noCarrier,
        { ...facts, names: known(names, 'getaddrinfo') },
        fromHere({ address: '' }),
      );
    };
    expect(unheard('10.77.0.2')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('So name server 10.77.0.2 cannot be asked'),
    });
    expect(unheard('10.88.0.2')).toBe('ruled-out');
  });

  it('knows a bridge that does not forward by a port that has a link', () => {
    const port = nic('eth0', [], { index: 5, master: 'br0' });
    const facts = cabled(nic('br0', ['10.77.0.1/24'], { ...BARE, kind: 'bridge' }), port);
    expect(verdictOf(noCarrier, facts, fromLan({}, { input: 'br0' }))).toMatchObject({
      summary: expect.stringContaining('its port eth0 has a link, and the bridge does not forward by it'),
    });
  });

  it('takes the carrier for what counts, whose state the kernel writes a moment later', () => {
    const judged = (state: string) => {
      const flags = ['NO-CARRIER', 'BROADCAST', 'UP', 'LOWER_UP'];
      return verdictOf(noCarrier, cabled(nic('eth0', ['10.77.0.1/24'], { flags, state })), fromLan());
    };
    expect(judged('down')).toBe('ruled-out');
    expect(judged('lowerlayerdown')).toBe('ruled-out');
    expect(judged('dormant')).toMatchObject({ severity: 'error' });
  });

  it('is ruled out on a link, and where the interface is switched off', () => {
    expect(verdictOf(noCarrier, cabled(nic('eth0', ['10.77.0.1/24'])), fromLan())).toBe('ruled-out');
    expect(verdictOf(noCarrier, cabled(nic('eth0', ['10.77.0.1/24'], OFF)), fromLan())).toBe('ruled-out');
  });

  it('is found on the cable to a namespace that the connection is sent on to', () => {
    const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.28.0.2\nCOMMIT`;
    const facts = behind(rulesOf(iptables([], {}, nat)), {
      interfaces: known(
        [
          loopback,
          nic('eth0', ['10.77.0.1/24']),
          nic('box0', ['172.28.0.1/24'], { ...BARE, kind: 'veth', index: 5 }),
        ],
        'rtnetlink',
      ),
      routes: known(routing({ routes: [route('172.28.0.0/24', { device: 'box0' })] }), 'rtnetlink'),
    });
    expect(verdictOf(noCarrier, facts, fromLan())).toMatchObject({
      severity: 'error',
      says: 'box0 has no link',
    });
    const idle = nic('box0', ['172.28.0.1/24'], { ...BARE, kind: 'bridge', index: 5 });
    const stopped = {
      ...facts,
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24']), idle], 'rtnetlink'),
    };
    expect(verdictOf(noCarrier, stopped, fromLan())).toBe('ruled-out');
    const published = [
      { protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 },
    ];
    const restarting = known([container('shop', { restarts: 3, published })], 'docker');
    expect(verdictOf(noCarrier, { ...facts, containers: restarting }, fromLan())).toBe('ruled-out');
  });
});
