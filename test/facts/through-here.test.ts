import { describe, expect, it } from 'vitest';
import { questionsOf } from '../../src/facts/questions.js';
import { behindHere } from '../../src/facts/through-here.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { lookup, loopback, namespace, nic } from '../support/ground.js';

const bridge = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 3 });
const cable = nic('veth1', [], { kind: 'veth', master: 'docker0', index: 4 });
const asked = (
  from: string,
  device = 'docker0',
  interfaces = [loopback, nic('eth0', ['10.0.0.1/24']), bridge, cable],
) =>
  questionsOf({
    target: parseTarget('172.17.0.2:80'),
    asking: { from, family: null },
    port: 80,
    interfaces,
    neighbours: [],
    names: undefined,
    behind: [{ address: '172.17.0.2', device }],
  }).map(({ vantage: { label, source, input }, behind }) =>
    [label, source, input, behind ? 'through here' : 'elsewhere'].join(' '),
  );

const outward = (from: string, device = 'eth0', typed = '10.0.0.7:80') =>
  questionsOf({
    target: parseTarget(typed),
    asking: { from, family: null },
    port: 80,
    interfaces: [loopback, nic('eth0', ['10.0.0.1/24']), bridge],
    neighbours: [],
    names: { addresses: [{ address: '10.0.0.7' }] } as never,
    behind: [{ address: '172.17.0.2', device: 'docker0' }],
    ways: [lookup('10.0.0.7', { device })],
  }).map(({ vantage, behind }) => `${vantage.label} ${vantage.input} ${behind}`);

describe('what passes through this machine', () => {
  it('is an address of a namespace at the other end of an interface', () => {
    const spaces = [namespace({ addresses: ['172.17.0.2'] })];
    const way = lookup('172.17.0.2', { device: 'docker0' });
    const found = (over: Partial<typeof way> = {}) =>
      behindHere([{ ...way, ...over }], spaces, [bridge, nic('eth0', [], { kind: 'veth' }), nic('dmz', [])]);
    expect(found()).toEqual([{ address: '172.17.0.2', device: 'docker0' }]);
    for (const other of [
      { gateway: '10.0.0.9' },
      { type: 'local' },
      { to: '172.17.0.9' },
      { device: 'eth0' },
      { device: 'dmz' },
    ])
      expect(found(other)).toEqual([]);
  });

  it('is asked for by other networks, other containers and clients elsewhere', () => {
    expect(asked('lan')).toEqual(['lan 10.0.0.2 eth0 through here']);
    expect(asked('172.17.0.3')).toEqual(['172.17.0.3 172.17.0.3 docker0 through here']);
    expect(asked('10.0.0.7')).toEqual(['10.0.0.7 10.0.0.7 eth0 through here']);
    expect(asked('192.0.2.1')).toEqual(['192.0.2.1 192.0.2.1 eth0 through here']);
  });

  it('is what a namespace asks another machine by its address', () => {
    expect(outward('172.17.0.2')).toEqual(['172.17.0.2 docker0 client']);
    for (const other of [
      outward('172.17.0.3'),
      outward('172.17.0.2', 'docker0'),
      outward('172.17.0.2', 'eth0', 'nas:80'),
    ])
      expect(other[0]).toBe('self null undefined');
  });

  it('is asked for by who is on the same bridge, and not by who is on the same cable', () => {
    const bridged = [
      loopback,
      nic('br0', ['172.17.0.1/16'], { kind: 'bridge' }),
      nic('eth0', [], { master: 'br0' }),
    ];
    expect(asked('lan', 'br0', bridged)).toEqual(['lan 172.17.0.3 br0 through here']);
    const cabled = [loopback, nic('eth0', ['172.17.0.1/16'])];
    expect(asked('lan', 'eth0', cabled)).toEqual(['self   elsewhere', 'lan   elsewhere']);
  });

  it('stays what another machine has for the container itself and the other family', () => {
    for (const from of ['172.17.0.2', 'fd00::7'])
      expect(asked(from)).toEqual(['self   elsewhere', `${from} ${from}  elsewhere`]);
    expect(asked('any')).toEqual(['self   elsewhere']);
    expect(asked('10.0.0.1')).toEqual(['10.0.0.1 10.0.0.1  elsewhere']);
  });
});
