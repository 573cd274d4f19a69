import { expect, it } from 'vitest';
import { lastWords } from '../../../src/facts/upstreams/last-words.js';
import { realSystem } from '../../../src/system/real.js';

const line = (date: string) =>
  `${date} [error] 60#60: *3 connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://10.0.0.5:3000/"`;
const now = Date.UTC(2026, 10, 20, 12);
const said = (text: string) =>
  lastWords({ ...realSystem, now: () => now, read: () => text }, ['/var/log/nginx/error.log'], '');

it('quotes what a proxy wrote of its upstream a moment ago, and nothing of days ago', () => {
  expect(said(line('2026/11/20 11:59:58'))?.line).toContain('10.0.0.5:3000');
  expect(said('proxy:error without a date')).not.toBeNull();
  expect(said(line('2026/11/18 11:59:58'))).toBeNull();
});
