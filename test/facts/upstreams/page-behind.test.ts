import { expect, it } from 'vitest';
import { known, unknown, valueIn } from '../../../src/facts/fact.js';
import { withBehind } from '../../../src/facts/upstreams/page-behind.js';
import { running } from '../../support/healthy.js';

const nginx = running(43, ['nginx: worker process']);
const shop = running(50, ['python3', 'shop.py']);
const servesBehind = { proxy: 43, path: '/new' };
const behind = { servers: [], processes: [{ ...shop, servesBehind }, running(49, ['sh', 'start.sh'])] };

it('adds who serves behind a proxy, and keeps what was seen of it before', () => {
  const added = valueIn(withBehind(known([nginx, { ...shop, ended: true }], ''), behind));
  expect(added?.map(({ pid }) => pid)).toEqual([43, 50, 49]);
  expect(added?.[1]).toMatchObject({ ended: true, servesBehind });
});

it('adds nobody to processes that could not be read', () => {
  const unread = unknown('failed', '');
  expect(withBehind(unread, behind)).toBe(unread);
});
