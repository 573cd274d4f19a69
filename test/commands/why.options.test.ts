import { expect, it } from 'vitest';
import { askingOf } from '../../src/commands/why.options.js';

it('takes a client for the one that it is, as a server of both families logs it', () => {
  expect(askingOf({ targets: [], from: '::ffff:10.0.0.7' })).toEqual({ from: '10.0.0.7', family: null });
  expect(askingOf({ targets: [], from: 'fd00::7', 6: true })).toEqual({ from: 'fd00::7', family: 6 });
});
