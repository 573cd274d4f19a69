import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { restOn } from '../../../src/facts/probes/answer-rest.js';
import type { Wire } from '../../../src/facts/probes/wire.js';

const begun = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>');

/** A connection on which the beginning of a page has come, and no more comes. */
const wire: Wire = {
  send: () => {},
  bytes: () => begun,
  errno: () => null,
  isUnheard: () => false,
  close: () => {},
  async receive(done, until) {
    if (done(begun)) return 'done';
    await setTimeout(Math.max(0, until - performance.now()) + 1);
    return 'silent';
  },
};

it('takes no page for one that has stopped where there was no time to wait for the rest', async () => {
  expect(await restOn(wire, performance.now() + 200)).toBeNull();
});

it('takes a page for one that has stopped where its rest is waited for', async () => {
  expect(await restOn(wire, performance.now() + 9000)).toBe('silent');
}, 20_000);
