import { expect, it } from 'vitest';
import { goalsOf, sentTo } from '../../../src/facts/firewall/goals.js';
import type { Json } from '../../../src/facts/firewall/types.js';
import { dport, iptables, nft, rulesOf } from '../../support/firewall.js';

const key: Json = { payload: { protocol: 'tcp', field: 'dport' } };
const address = '172.28.0.2';
const nat = (statement: Json, ...matches: Json[]) =>
  nft('prerouting', [[...matches, statement]], { type: 'nat' });
const dnat = (...matches: Json[]) => nat({ dnat: { addr: address } }, ...matches);
const byMap = (data: Json, more: readonly Json[] = []) =>
  nft('prerouting', [[{ dnat: { addr: { map: { key, data } } } }]], { type: 'nat' }, more);
const toPort = (rule: string) => iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n${rule}\nCOMMIT`);

const same = [{ address, port: null }];

it.each([
  ['its number', dnat(dport(8000)), same],
  ['a range', dnat(dport({ range: [7000, 9000] })), same],
  ['a set', dnat(dport({ set: [22, 8000] })), same],
  ['a named set', dnat(dport('@published')), same],
  ['all but another', dnat(dport(22, '!=')), same],
  [
    'beside the address',
    dnat({
      match: {
        op: '==',
        left: { concat: [{ payload: { protocol: 'ip', field: 'daddr' } }, key] },
        right: { set: [{ concat: ['10.77.0.1', 8000] }] },
      },
    }),
    same,
  ],
  ['no port at all', dnat({ match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } }), same],
  [
    'a map',
    byMap({
      set: [
        [8000, { concat: [address, 80] }],
        [8001, { concat: ['172.28.0.3', 80] }],
      ],
    }),
    [{ address, port: 80 }],
  ],
  [
    'a named map',
    byMap('@services', [
      {
        map: {
          family: 'inet',
          name: 'services',
          table: 'filter',
          type: 'inet_service',
          map: 'ipv4_addr',
          handle: 9,
          elem: [
            [8000, address],
            [8001, '172.28.0.3'],
          ],
        },
      },
    ]),
    same,
  ],
  [
    'a map of ports',
    nat({
      redirect: {
        port: {
          map: {
            key,
            data: {
              set: [
                [80, 1],
                [8000, 9000],
              ],
            },
          },
        },
      },
    }),
    [{ address: null, port: 9000 }],
  ],
  [
    'a range of iptables',
    toPort('-A PREROUTING -p tcp -m tcp --dport 8000:8010 -j DNAT --to-destination 172.28.0.2:80'),
    [{ address, port: 80 }],
  ],
])('finds where a rule about %s leads', (_, tables, goals) =>
  expect(goalsOf(rulesOf(tables), 8000)).toEqual(goals),
);

it.each([
  ['the same digits', dnat(dport(18000))],
  ['another range', dnat(dport({ range: [80, 90] }))],
  ['a map without it', byMap({ set: [[8001, address]] })],
  ['no nat', nat({ accept: null }, dport(8000))],
])('leaves a rule alone that has %s', (_, tables) => expect(goalsOf(rulesOf(tables), 8000)).toEqual([]));

const services = `*nat
:PREROUTING ACCEPT [0:0]
:PORTS - [0:0]
:ONE - [0:0]
:TWO - [0:0]
:OLD - [0:0]
-A PREROUTING -j PORTS
-A PORTS -p tcp -m tcp --dport 8000 -g ONE
-A PORTS -p tcp -m tcp --dport 8001 -j TWO
-A ONE -j DNAT --to-destination 172.28.0.2:80
-A TWO -j DNAT --to-destination 172.28.0.3:80
-A OLD -j DNAT --to-destination 172.28.0.4:80
COMMIT`;

it('follows the jumps that lead to a rule without a port, as on a Kubernetes node', () => {
  expect(goalsOf(rulesOf(iptables([], {}, services)), 8000)).toEqual([{ address, port: 80 }]);
  // Where a map leads is not told: to any of its table.
  const [table] = nat({ vmap: { key, data: { set: [[8000, { jump: { target: 'pod' } }]] } } });
  const [{ chains: [pod] = [] } = {}] = dnat();
  const chains = [...table!.chains, { ...pod!, name: 'pod', hook: null }];
  expect(goalsOf(rulesOf([{ ...table!, chains }]), 8000)).toEqual(same);
});

it('finds the rules that send a port on to a port of these addresses', () => {
  const to = (port: Json) => ({ dnat: { addr: address, port } });
  const from = (tables: ReturnType<typeof nat>, addresses = [address], protocol = 'tcp') =>
    sentTo(rulesOf(tables), addresses, 3000, protocol).map(each => each.from);
  expect(from(nat(to(3000), dport(8080)))).toEqual([8080]);
  expect(from(toPort('-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.28.0.2:3000'))).toEqual([
    8080,
  ]);
  expect(from(nat(to(80), dport(8080)))).toEqual([]);
  expect(from(nat(to(3000), dport(3000)))).toEqual([3000]);
  expect(from(nat(to(3000), dport({ range: [1, 9] })))).toEqual([]);
  expect(from(nat(to(3000), dport(8080)), ['172.28.0.3'])).toEqual([]);
  expect(from(nat(to(3000), dport(8080)), [address], 'udp')).toEqual([]);
});
