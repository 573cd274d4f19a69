import { expect, it } from 'vitest';
import { diagnosed, probe } from '../support/healthy.js';
import { answer } from '../support/talks.js';

it.each([
  ['another port', 'http://localhost:3001/login?token=x', 'http://localhost:3001/login'],
  ['another host', 'http://shop.test:8000/', 'http://shop.test:8000/'],
  ['its own path', '/login', undefined],
  ['its own name', 'http://localhost:8000/login', undefined],
  ['another address that was asked for too', 'http://10.0.0.1:8000/login', undefined],
  ['HTTPS at its usual port', 'https://127.0.0.1/', undefined],
])('says where the page of a port leads, and was not asked about: %s', (_, location, says) => {
  const http = answer(302, '', { location });
  const probes = ['127.0.0.1', '10.0.0.1'].map(address =>
    probe(address, 8000, 'connected', { http, name: `${address}:8000` }),
  );
  const { verdict, summary } = diagnosed('8000', { probes });
  expect(verdict).toBe('reachable');
  if (says) expect(summary).toContain(` Its page redirects to ${says}, which was not asked about.`);
  else expect(summary).not.toContain('redirects');
});
