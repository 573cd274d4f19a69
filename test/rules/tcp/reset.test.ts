import { expect, it } from 'vitest';
import { diagnosed, errors, probe } from '../../support/healthy.js';

it('finds a connection that is reset before anything was asked', () => {
  const probes = [probe('127.0.0.1', 8000, 'reset'), probe('10.0.0.1', 8000, 'reset')];
  expect(errors(diagnosed('8000', { probes }))).toEqual(['tcp/reset']);
});

it('is not said of a server that answers', () => {
  expect(errors(diagnosed('8000'))).toEqual([]);
});
