import { expect, it } from 'vitest';
import { walk } from '../../src/firewall/walk.js';
import { nft, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, listener, loopback } from '../support/ground.js';

const marked = { match: { op: '==', left: { meta: { key: 'mark' } }, right: 7 } };
const interfaces = [loopback, eth0];

it('gives the answers the mark of their socket', () => {
  const way = (mark?: number) =>
    walk(
      {
        firewall: rulesOf(nft('output', [[marked, { drop: null }]])),
        interfaces,
        sockets: [listener('0.0.0.0', 8000, mark === undefined ? {} : { mark })],
      },
      fromLan(),
    );
  expect(way(7)).toMatchObject({ mark: 7, reply: { verdict: 'drop' } });
  expect(way()).toMatchObject({ mark: null, reply: { verdict: 'pass' } });
});

it('gives them the mark of the request where the kernel is told to', () => {
  const marks = rulesOf(nft('input', [[{ mangle: { key: { meta: { key: 'mark' } }, value: 7 } }]]));
  const way = (over: object, server = {}) =>
    walk(
      { firewall: { ...marks, ...over }, interfaces, sockets: [listener('0.0.0.0', 8000, server)] },
      fromLan(),
    )?.mark;
  expect([way({ keepsMark: true }), way({ keepsMark: true }, { mark: 5 }), way({})]).toEqual([7, 5, null]);
});
