import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { withForwarding } from '../../../src/facts/firewall/settings.js';
import type { System } from '../../../src/system/system.js';
import { rulesOf } from '../../support/firewall.js';
import { fromLan } from '../../support/ground.js';

const off = '/proc/sys/net/ipv4/conf/veth1/forwarding';
const system = {
  list: () => ['all', 'eth0', 'veth1'],
  read: (path: string) => (path === off ? '0\n' : '1\n'),
} as unknown as System;
const rules = known(rulesOf([]), 'nft');

it('reads what every interface forwards, only where packets pass through', () => {
  const question = fromLan({ address: '172.17.0.2', local: false, behind: 'target' });
  expect(withForwarding(system, rules, [question])).toMatchObject({
    value: { forwarding: { all: true, eth0: true, veth1: false } },
  });
  expect(withForwarding(system, rules, [fromLan()])).toBe(rules);
});
