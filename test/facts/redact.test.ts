import { describe, expect, it } from 'vitest';
import { redact, redactText } from '../../src/facts/redact.js';

describe('the secrets of a text', () => {
  it.each([
    ['http://127.0.0.1:9/?token=abcdef&page=2', 'http://127.0.0.1:9/?token=***&page=2'],
    ['/cb?page=2&access_token=abcdef', '/cb?page=2&access_token=***'],
    ['WEBHOOK=https://h/x?api_key=abcdef', 'WEBHOOK=https://h/x?api_key=***'],
    ['http_proxy=http://ana:hunter2@proxy:3128', 'http_proxy=http://ana:***@proxy:3128'],
    ['DB_PASSWORD=hunter2 next', 'DB_PASSWORD=*** next'],
  ])('%s', (text, expected) => expect(redactText(text)).toBe(expected));

  it('leave the rest as it is', () => {
    for (const text of [
      'http://127.0.0.1:8000/?q=token',
      'GET /tokens?page=1',
      'python3 -m http.server 8000',
    ])
      expect(redactText(text)).toBe(text);
  });

  it('are hidden once for all: a text without them stays', () => {
    const once = redactText('https://h/?token=abcdef');
    expect(redactText(once)).toBe(once);
  });

  it('are found anywhere in plain data', () =>
    expect(
      redact({ command: ['app', '--password', 'hunter2'], target: { input: 'http://h/?token=abcdef' } }),
    ).toEqual({
      command: ['app', '--password', '***'],
      target: { input: 'http://h/?token=***' },
    }));
});
