import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { withTracked } from '../../../src/facts/firewall/tracked.js';
import type { System } from '../../../src/system/system.js';
import { dport, iptables, nft, rulesOf } from '../../support/firewall.js';

const line = (state: string, ends: string) =>
  `ipv4     2 tcp      6 431999 ${state} ${ends} sport=60764 dport=8080 src=172.28.0.2 dst=10.20.30.2 sport=80 dport=60764 [ASSURED] mark=0 zone=0 use=2`;
const six =
  'ipv6     10 tcp      6 431999 ESTABLISHED src=fd20:0000:0000:0000:0000:0000:0000:0002 dst=fd20:0000:0000:0000:0000:0000:0000:0001 sport=4 dport=8080 src=fd28::2 dst=fd20::2 sport=80 dport=4 [ASSURED] mark=0 zone=0 use=2';
const text = [
  line('ESTABLISHED', 'src=10.20.30.2 dst=10.20.30.1'),
  line('CLOSE_WAIT', 'src=10.20.30.3 dst=10.20.30.1'),
  line('TIME_WAIT', 'src=10.20.30.4 dst=10.20.30.1'),
  line('CLOSE', 'src=10.20.30.5 dst=10.20.30.1'),
  'ipv4     2 udp      17 29 src=10.20.30.6 dst=10.20.30.1 sport=4 dport=8080 [UNREPLIED] src=10.20.30.1 dst=10.20.30.6 sport=8080 dport=4 mark=0 use=2',
  six,
].join('\n');
const system = { read: () => text } as unknown as System;

it('reads the open connections to the port where a rule counts some', () => {
  const counting = known(
    rulesOf(iptables(['-A FORWARD -p tcp --dport 80 -m connlimit --connlimit-above 2 -j DROP'])),
    'iptables',
  );
  expect(withTracked(system, counting, 8080)).toMatchObject({
    value: {
      tracked: [
        { source: '10.20.30.2', destination: '10.20.30.1' },
        { source: '10.20.30.3', destination: '10.20.30.1' },
        { source: 'fd20::2', destination: 'fd20::1' },
      ],
    },
  });
  expect(withTracked(system, counting, 80)).toMatchObject({ value: { tracked: [] } });
  const other = known(rulesOf(nft('input', [[dport(80), { drop: null }]])), 'nft');
  expect(withTracked(system, other, 8080)).toBe(other);
});
