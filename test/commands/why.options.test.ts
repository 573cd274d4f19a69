import { expect, it } from 'vitest';
import { askingOf, originOf } from '../../src/commands/why.options.js';

it('takes a client for the one that it is, as a server of both families logs it', () => {
  expect(askingOf({ targets: [], from: '::ffff:10.0.0.7' })).toEqual({ from: '10.0.0.7', family: null });
  expect(askingOf({ targets: [], from: 'fd00::7', 6: true })).toEqual({ from: 'fd00::7', family: 6 });
});

it.each(['self', 'SELF', 'localhost', '127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1'])(
  'takes %s for this machine, whose programs alone ask from there',
  from => expect(askingOf({ targets: [], from })).toEqual({ from: 'self', family: null }),
);

it.each(['0.0.0.0', '::', '10.0.0.0/8', 'lan,self', ''])('takes %j for no client', from =>
  expect(() => askingOf({ targets: [], from })).toThrow(/is no client/),
);

it('knows a page from a file by the origin that browsers send for it', () => {
  expect(originOf('null')).toBe('null');
  expect(originOf('file:///home/ana/index.html')).toBe('null');
  expect(originOf('https://App.example:443/page')).toBe('https://app.example');
});
