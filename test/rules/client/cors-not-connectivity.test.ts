import { expect, it } from 'vitest';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/client/cors-not-connectivity.js';
import { probe } from '../../support/healthy.js';

const asked = (headers: Record<string, string>, origin?: string, way: Partial<Conversation>[] = []) => {
  const target = { ...parseTarget('http://10.0.0.1:8000/'), ...(origin ? { origin } : {}) };
  const http = { status: 200, reason: 'OK', headers, body: '' };
  const vantage = { kind: 'self', label: 'self', source: null, input: null, network: null } as const;
  const spoken = probe('10.0.0.1', 8000, 'connected', { http, name: '10.0.0.1:8000' });
  const [first] = spoken.conversations;
  const conversations = [...way.map(each => ({ ...first!, ...each })), ...spoken.conversations];
  return rule.check(
    { probes: [{ ...spoken, conversations }] },
    { target, vantage, protocol: 'tcp', family: 4, address: '10.0.0.1', port: 8000, local: true },
  );
};

it('finds an answer that the page’s script may not read', () => {
  expect(asked({}, 'https://app.test')).toMatchObject({ severity: 'warning' });
  expect(asked({ 'access-control-allow-origin': 'https://other.test' }, 'https://app.test')).toBeDefined();
});

it('tells whoever opened the page from a file to open it from a server', () =>
  expect(asked({}, 'null')).toMatchObject({
    summary: expect.stringContaining('a page that was opened from a file may not read'),
    fixes: [{ text: expect.stringContaining('netcheck serve') }],
  }));

it('wants the header set once, where the proxy and the application both set it', () =>
  expect(asked({ 'access-control-allow-origin': '*, *' }, 'https://app.test')).toMatchObject({
    fixes: [{ title: expect.stringContaining('one program alone') }],
  }));

it('finds a redirect without it on the way to an answer that everybody may read', () => {
  const redirect = { status: 301, reason: 'Moved Permanently', headers: { location: '/api/' }, body: '' };
  const everybody = { 'access-control-allow-origin': '*' };
  expect(asked(everybody, 'https://app.test', [{ http: redirect }])).toMatchObject({
    summary: expect.stringContaining('301'),
  });
  expect(asked(everybody, 'http://10.0.0.1:8000', [{ http: redirect }])).toBeUndefined();
});

it.each([
  ['no page asks', {}, undefined],
  ['everybody may', { 'access-control-allow-origin': '*' }, 'https://app.test'],
  ['that page may', { 'access-control-allow-origin': 'https://app.test' }, 'https://app.test'],
  ['it is the server’s own page', {}, 'http://10.0.0.1:8000'],
])('is silent where %s', (_, headers, origin) => {
  expect(asked(headers as Record<string, string>, origin)).toBeUndefined();
});

it('tells a page that is sent on from site to site, and then without its origin, to ask there at once', () => {
  const redirect = {
    status: 301,
    reason: 'Moved',
    headers: { 'access-control-allow-origin': '*' },
    body: '',
  };
  const page = 'https://app.test';
  const there = { ...redirect, status: 200, headers: { 'access-control-allow-origin': page } };
  const way = [
    { http: redirect },
    { http: there, reason: 'redirect', origin: 'null', name: 'b.test' },
  ] as const;
  expect(asked({ 'access-control-allow-origin': '*' }, page, [...way])).toMatchObject({
    evidence: [{ says: expect.stringContaining('Origin: null') }],
    fixes: [{ text: expect.stringContaining('http://b.test/') }],
  });
});
