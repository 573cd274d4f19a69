import { expect, it } from 'vitest';
import { renderComparison } from '../../src/render/comparison.js';
import { plainTheme } from '../../src/render/theme.js';
import { diagnosed, listener, probe } from '../support/healthy.js';

const before = diagnosed('8000', {
  sockets: [listener('127.0.0.1', 8000)],
  probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
});

it('says who gets through now, in the words of the report', () => {
  expect(renderComparison(before, diagnosed('8000'), plainTheme, 100).split('\n')).toEqual([
    '✓ Port 8000 answers, here and from your network: python3 -m http.server (pid 42, ana, nohup).',
    '  Before, it answered on this machine only.',
    '  from here to 10.0.0.1: refused → gets through',
    '  from 10.0.0.0/24 to 10.0.0.1: refused → gets through',
    '',
  ]);
});

it('says what is left', () => {
  const text = renderComparison(diagnosed('8000'), before, plainTheme, 200);
  expect(text).toContain('\n  What is left: python3 -m http.server (pid 42, ana) listens on 127.0.0.1:8000');
  expect(text).toContain('(bind/loopback-only)');
});
