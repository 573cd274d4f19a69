import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidePassword, parseProxyUrl } from '../../../src/facts/proxies/proxy-url.js';

describe('the value of a proxy variable', () => {
  it.each([
    ['http://127.0.0.1:3128', { scheme: 'http', host: '127.0.0.1', port: 3128, credentials: null }],
    ['http://proxy.test:3128/', { scheme: 'http', host: 'proxy.test', port: 3128, credentials: null }],
    ['proxy.test', { scheme: 'http', host: 'proxy.test', port: 1080, credentials: null }],
    ['proxy.test:8080', { scheme: 'http', host: 'proxy.test', port: 8080, credentials: null }],
    [
      'http://ana:p%40ss@proxy.test:8080',
      { scheme: 'http', host: 'proxy.test', port: 8080, credentials: 'ana:p@ss' },
    ],
    ['http://proxy.test:3128/#x', { scheme: 'http', host: 'proxy.test', port: 3128, credentials: null }],
    ['http://[::1]:3128', { scheme: 'http', host: '::1', port: 3128, credentials: null }],
    ['https://proxy.test', { scheme: 'https', host: 'proxy.test', port: 443, credentials: null }],
    ['SOCKS5H://proxy.test', { scheme: 'socks5h', host: 'proxy.test', port: 1080, credentials: null }],
    ['socks://proxy.test:1', { scheme: 'socks4', host: 'proxy.test', port: 1, credentials: null }],
  ])('%s', (text, expected) => expect(parseProxyUrl(text)).toEqual(expected));

  it.each([
    '',
    'http://',
    'ftp://proxy.test',
    'http://proxy.test:x',
    'http://proxy.test:99999',
    'http://[::1',
    'http://[127.0.0.1]:3128',
    'http://::1:3128',
    'http://proxy.test:3128 ',
    ' http://proxy.test:3128',
    'http://proxy.test:3128\r',
    '"http://proxy.test:3128"',
    'http://ana:p@ss@proxy.test:3128',
    'http://ana:p#ss@proxy.test:3128',
    'http://ana:p/ss@proxy.test:3128',
  ])('%j is none', text => expect(parseProxyUrl(text)).toBeUndefined());

  it('is shown without its password', () => {
    expect(hidePassword('http://ana:hunter2@proxy.test:8080')).toBe('http://ana:***@proxy.test:8080');
    expect(hidePassword('ana:hunter2@proxy.test')).toBe('ana:***@proxy.test');
    expect(hidePassword('http://ana:hun@ter2@proxy.test')).toBe('http://ana:***@proxy.test');
    expect(hidePassword('http://ana:hun/t,er2@proxy.test')).toBe('http://ana:***@proxy.test');
    expect(hidePassword('"http://ana://hun ter2@proxy.test"')).toBe('"http://ana:***@proxy.test"');
    expect(hidePassword('http://ana@proxy.test:8080')).toBe('http://ana@proxy.test:8080');
    expect(hidePassword('localhost,127.0.0.1:80,.test')).toBe('localhost,127.0.0.1:80,.test');
  });

  it('never throws, and never shows a password', () => {
    fc.assert(fc.property(fc.string(), text => void parseProxyUrl(text)));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9@:%!/#, \n]{6,12}$/), password => {
        expect(hidePassword(`http://u:SECRET${password}@h:1`)).not.toContain('SECRET');
      }),
    );
  });
});
