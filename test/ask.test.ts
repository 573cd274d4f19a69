import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ask } from '../src/ask.js';

it.each([
  ['y\r', 'y'],
  ['\r', ''],
  ['\u0003', ''],
  ['\u0004', ''],
])('takes %j for the answer %j', async (typed, answer) => {
  const input = new PassThrough();
  const output = new PassThrough();
  const answered = ask('Do it? ', input, output);
  output.once('data', () => input.write(typed));
  expect(await answered).toBe(answer);
});
