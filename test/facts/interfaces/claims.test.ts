import { expect, it } from 'vitest';
import { known, unknown, valueIn } from '../../../src/facts/fact.js';
import { askForClaims } from '../../../src/facts/interfaces/claims.js';
import type { Interface } from '../../../src/facts/interfaces/types.js';
import type { Question } from '../../../src/net/question.js';
import { eth0, fromClient, fromHere, fromLan, loopback, nic } from '../../support/ground.js';

const other = '02:00:00:00:00:99';
const br7 = nic('br7', ['10.77.0.2/24'], { index: 7, hardwareAddress: '02:00:00:00:00:07' });

/** Who is asked for what, and what is known afterwards, where these answer. */
function ask(interfaces: readonly Interface[], questions: readonly Question[], answers: readonly string[]) {
  const asked: string[] = [];
  const system = {
    askWhoHas: ({ index }: { index: number }, address: readonly number[]) => {
      asked.push(`${index} ${address.join('.')}`);
      return { answers: () => answers };
    },
  };
  const read = askForClaims(system as never, known(interfaces, 'rtnetlink'), questions);
  const claimed = (valueIn(read()) ?? [])
    .flatMap(item => item.addresses)
    .flatMap(each => (each.claimed ? [[each.address, each.claimed]] : []));
  return { asked, claimed };
}

const card = { ...eth0, hardwareAddress: '02:00:00:00:00:01' };
const index = card.index;

it('asks the network of a client for the address that it asks for, and believes no card of this machine', () => {
  expect(ask([loopback, card], [fromLan(), fromHere()], [other])).toEqual({
    asked: [`${index} 10.77.0.1`],
    claimed: [['10.77.0.1', [{ by: other, on: 'eth0' }]]],
  });
  expect(ask([loopback, card], [fromLan()], ['02:00:00:00:00:01']).claimed).toEqual([]);
});

it('asks for addresses that this machine has elsewhere, and for a client that seems to be this machine', () => {
  expect(ask([loopback, card, br7], [fromLan()], [other])).toEqual({
    asked: [`${index} 10.77.0.1`, `${index} 10.77.0.2`],
    claimed: [
      ['10.77.0.1', [{ by: other, on: 'eth0' }]],
      ['10.77.0.2', [{ by: other, on: 'eth0' }]],
    ],
  });
  const client = fromClient('10.77.0.2');
  const self = { ...client, vantage: { ...client.vantage, kind: 'self' as const, input: null } };
  expect(ask([loopback, card, br7], [self], []).asked).toEqual([`${index} 10.77.0.2`, '7 10.77.0.2']);
});

it('asks nobody for an address of another network, which many machines have on a bridge of containers', () => {
  const docker0 = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 8 });
  expect(ask([loopback, card, docker0], [fromLan({ address: '172.17.0.1' })], []).asked).toEqual([
    `${index} 10.77.0.1`,
  ]);
});

it('asks for addresses that lo or a dummy shares with a load balancer where they are asked for alone', () => {
  const lo = nic('lo', ['127.0.0.1/8', '10.77.0.100/32'], { flags: ['LOOPBACK', 'UP', 'LOWER_UP'] });
  const dummy = nic('kube-ipvs0', ['10.77.0.101/32'], { kind: 'dummy', index: 9 });
  expect(ask([lo, card, dummy], [fromLan()], [other]).asked).toEqual([`${index} 10.77.0.1`]);
  expect(ask([lo, card, dummy], [fromLan({ address: '10.77.0.100' })], [other]).asked).toEqual([
    `${index} 10.77.0.100`,
    `${index} 10.77.0.1`,
  ]);
});

it.each([
  ['this machine asks', [fromHere()], card],
  ['ARP is switched off', [fromLan()], { ...card, flags: [...card.flags, 'NOARP'] }],
  ['the card is down', [fromLan()], { ...card, flags: ['BROADCAST'] }],
  ['it is no Ethernet', [fromLan()], { ...card, type: 'none' }],
])('asks nobody where %s', (_, questions, item) =>
  expect(ask([loopback, item], questions, [other])).toEqual({ asked: [], claimed: [] }),
);

it('leaves what is not known as it is', () => {
  const none = unknown('failed', 'no netlink');
  expect(askForClaims({} as never, none, [fromLan()])()).toBe(none);
});
