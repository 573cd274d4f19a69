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
