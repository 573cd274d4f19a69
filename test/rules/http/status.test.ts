import { expect, it } from 'vitest';
import { quoted } from '../../../src/rules/http/status.js';
import { answer } from '../../support/talks.js';

it.each([
  ['<h1>Not &amp; found</h1><script>run()</script>', 'It answers: Not & found'],
  ['1 < 2', 'It answers: 1 < 2'],
  ['<head><title>404: Not Found</title><style>a { b: c', 'It answers: 404: Not Found'],
  ['<title>No page</title><main><svg><path d="M1 2"/><stop offset="1" stop-col', 'It answers: No page'],
  ['<p>Gone</p><a href="/ho', 'It answers: Gone'],
  ['<title></title><p></p>', 'The answer has no words'],
])('quotes what the page %s says', (body, words) => {
  expect(quoted(answer(404, body))).toBe(words);
});

it('is quick with a page of nothing but tags that never end', () => {
  const start = performance.now();
  quoted(answer(404, '<a'.repeat(8000)));
  expect(performance.now() - start).toBeLessThan(500);
});
