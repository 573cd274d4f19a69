import { expect, it } from 'vitest';
import { serverQuestions } from '../../../src/facts/names/server-questions.js';
import { fromHere, loopback, nic } from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

const interfaces = [loopback, nic('eth0', ['10.77.0.1/24'])];
const question = fromHere({ address: '' });

it('asks about the way to servers that nothing was heard from, each once', () => {
  const answers = [
    says('10.77.0.2', 'timeout'),
    says('10.77.0.2', 'unreachable'),
    says('10.77.0.1', 'timeout'),
    says('fd77::53', 'unreachable'),
    says('10.77.0.3', 'NXDOMAIN'),
    says('10.77.0.4', 'refused'),
  ];
  expect(
    serverQuestions(lookedUp([], { answers }), question, interfaces).map(each => [
      each.address,
      each.port,
      each.protocol,
      each.family,
      each.local,
    ]),
  ).toEqual([
    ['10.77.0.2', 53, 'udp', 4, false],
    ['10.77.0.1', 53, 'udp', 4, true],
    ['fd77::53', 53, 'udp', 6, false],
    ['10.77.0.4', 53, 'udp', 4, false],
  ]);
});

it('asks by TCP about a server whose answer was too long for a packet', () => {
  const answers = [
    { ...says('10.77.0.2', 'timeout'), truncated: true as const },
    { ...says('10.77.0.3', 'refused'), truncated: true as const },
  ];
  expect(
    serverQuestions(lookedUp([], { answers }), question, interfaces).map(({ address, protocol }) => [
      address,
      protocol,
    ]),
  ).toEqual([
    ['10.77.0.2', 'tcp'],
    ['10.77.0.3', 'tcp'],
  ]);
});

it('asks nothing where the name has an address', () => {
  const names = lookedUp(['10.77.0.9'], { answers: [says('10.77.0.2', 'timeout')] });
  expect(serverQuestions(names, question, interfaces)).toEqual([]);
  expect(serverQuestions(lookedUp([], { answers: names.answers }), fromHere(), interfaces)).toEqual([]);
});
