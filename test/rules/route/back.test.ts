import { describe, expect, it } from 'vitest';
import type { Neighbour } from '../../../src/facts/routes/types.js';
import { routeBack } from '../../../src/rules/route/back.js';
import { by } from '../../../src/rules/route/way.js';
import { nic, route, routing } from '../../support/ground.js';

const eth0 = [nic('eth0', ['10.77.0.1/24'])];
const heard = (address: string, over: Partial<Neighbour> = {}): Neighbour => ({
  address,
  device: 'eth0',
  hardwareAddress: '02:00:00:00:00:01',
  state: 'stale',
  ...over,
});
const commandOf = (client: string, over: Parameters<typeof routing>[0]) => {
  const step = routeBack(client, 'eth0', routing(over), eth0).steps?.[0];
  return step?.do === 'run' ? step.command : undefined;
};

describe('the way back to a client', () => {
  it('quotes the name of an interface that a shell would read otherwise', () => {
    const device = "e'$(id);";
    const word = `'e'\\''$(id);'`;
    const found = routeBack('10.77.0.9', device, routing(), [nic(device, ['10.77.0.1/24'])]);
    expect(found.steps).toMatchObject([{ command: `ip route replace 10.77.0.9/32 dev ${word}` }]);
    expect(by(route('default', { gateway: '10.77.0.254', device }))).toBe(`via 10.77.0.254 dev ${word}`);
  });

  it.each([
    ['on the same network', '10.77.0.9', {}, 'ip route replace 10.77.0.9/32 dev eth0'],
    [
      'heard of on the wire',
      '10.99.0.2',
      { neighbours: [heard('10.99.0.2')] },
      'ip route replace 10.99.0.2/32 dev eth0',
    ],
    [
      'behind the router of that interface',
      '10.99.0.2',
      { routes: [route('10.5.0.0/16', { gateway: '10.77.0.254' })], neighbours: [heard('10.77.0.3')] },
      'ip route replace 10.99.0.2/32 via 10.77.0.254 dev eth0',
    ],
    [
      'behind the only machine there',
      '10.99.0.2',
      {
        neighbours: [
          heard('10.77.0.3'),
          heard('10.77.0.4', { state: 'failed' }),
          heard('10.8.0.1', { device: 'tun0' }),
        ],
      },
      'ip route replace 10.99.0.2/32 via 10.77.0.3 dev eth0',
    ],
    [
      'behind one of several',
      '10.99.0.2',
      { neighbours: [heard('10.77.0.3'), heard('10.77.0.4')] },
      undefined,
    ],
    ['of the other family', 'fd99::2', { neighbours: [heard('10.77.0.3')] }, undefined],
  ])('%s', (_, client, over, command) => {
    expect(commandOf(client, over)).toBe(command);
  });
});
