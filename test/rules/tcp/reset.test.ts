import { expect, it } from 'vitest';
import { diagnosed, errors, probe } from '../../support/healthy.js';

it('finds a connection that is reset before anything was asked', () => {
  const probes = [probe('127.0.0.1', 8000, 'reset'), probe('10.0.0.1', 8000, 'reset')];
  expect(errors(diagnosed('8000', { probes }))).toEqual(['tcp/reset']);
});

it('finds a server that speaks first to close the connection without a word', () => {
  const closed = { asked: 'listen', outcome: 'closed', protocol: null, http: null } as const;
  const probes = [probe('127.0.0.1', 22, 'connected', closed), probe('10.0.0.1', 22, 'connected', closed)];
  const found = diagnosed('22', { probes });
  expect(errors(found)).toEqual(['tcp/reset']);
  expect(found.summary).toContain('hangs up on connections as soon as they are made');
});

it('is not said of a server that answers', () => {
  expect(errors(diagnosed('8000'))).toEqual([]);
});
