import { describe, expect, it } from 'vitest';
import { clients, proxyFor } from '../../../src/facts/proxies/dialects.js';
import { fileOf, readOwnFiles } from '../../../src/facts/proxies/own-files.js';
import type { System } from '../../../src/system/system.js';

const reading = (files: Readonly<Record<string, string>>, env: System['env'] = { HOME: '/home/ana' }) =>
  readOwnFiles({
    env,
    read: (path: string) => {
      const text = files[path.replace('/home/ana/', '')];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  } as unknown as System);

describe('proxies in files of programs’ own', () => {
  const chosen = (name: string, settings: Readonly<Record<string, string>>, host = 'registry.test') =>
    proxyFor(clients.find(each => each.name === name)!, settings, 'https', { host, port: 443 })?.url;

  // Each tried with that program (npm 11.19, git 2.39, wget 1.21, pip 23.2), which goes to that proxy.
  it.each([
    ['npm', '.npmrc', 'registry=https://a.test/\nproxy = http://p:1', 'http://p:1'],
    ['npm', '.npmrc', 'proxy=http://p:1\nhttps-proxy="http://q:2/"', 'http://q:2/'],
    ['npm', '.npmrc', `proxy=$\{WORK_PROXY}\n;proxy=http://p:1`, undefined],
    ['npm', '.npmrc', 'proxy=http://p:1\nnoproxy=registry.test', undefined],
    ['npm', '.npmrc', 'proxy=null\nhttps-proxy=false', undefined],
    ['npm', '.npmrc', 'proxy=http://p:1\nhttps-proxy=null', 'http://p:1'],
    ['npm', '.npmrc', 'proxy=http://p:1\nproxy=', undefined],
    ['git', '.gitconfig', '[http] proxy = http://p:1', 'http://p:1'],
    ['git', '.gitconfig', '[http]\n\tproxy = http://p:1\n\tproxy =\n', undefined],
    ['git', '.gitconfig', '[user]\n\tproxy = x\n[http]\n\tproxy = http://p:1\n', 'http://p:1'],
    ['git', '.config/git/config', '[HTTP]\nproxy=p:1 ; work', 'p:1'],
    ['git', '.gitconfig', '[http "https://a.test"]\n\tproxy = http://p:1\n', undefined],
    ['wget', '.wgetrc', 'https_proxy = http://p:1', 'http://p:1'],
    ['wget', '.wgetrc', 'https_proxy = http://p:1\nuse_proxy = off', undefined],
    ['wget', '.wgetrc', 'use_proxy = on\nhttps_proxy = http://p:1', 'http://p:1'],
    ['pip', '.config/pip/pip.conf', '[global]\nproxy = http://p:1', 'http://p:1'],
    ['pip', '.config/pip/pip.conf', '[install]\nproxy = http://p:1', undefined],
  ])('%s by %s: %j', (client, path, text, url) => {
    const settings = reading({ [path]: text });
    expect(chosen(client, settings)).toBe(url);
    expect(clients.filter(each => each.name !== client && chosen(each.name, settings))).toEqual([]);
  });

  it('are read in no time, whatever is in a line', () => {
    const before = performance.now();
    reading({ '.gitconfig': `[${' '.repeat(60_000)}` });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('come before the variables, and are not looked for without a home', () => {
    const settings = reading({ '.wgetrc': 'https_proxy = http://p:1' });
    expect(chosen('wget', { ...settings, https_proxy: 'http://env:1' })).toBe('http://p:1');
    expect(reading({ '.npmrc': 'proxy=http://p:1' }, {})).toEqual({});
  });

  it('take no time to read, whatever they hold', () => {
    const before = performance.now();
    for (const text of [`[${' '.repeat(64_000)}`, `${' '.repeat(64_000)}[`, `proxy${' '.repeat(64_000)}`])
      reading({ '.gitconfig': text, '.wgetrc': text });
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('are told from variables by their names', () => {
    expect(fileOf('~/.config/git/config: proxy')).toBe('~/.config/git/config');
    expect(fileOf('https_proxy')).toBeUndefined();
  });
});
