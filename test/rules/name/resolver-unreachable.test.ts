import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/name/resolver-unreachable.js';
import { listener } from '../../support/ground.js';
import { lookedUp, ofName, says } from '../../support/names.js';

describe('name/resolver-unreachable', () => {
  it.each(['timeout', 'refused', 'unreachable'] as const)('is found where every server is %s', outcome => {
    const answers = [says('10.0.0.53', outcome), says('10.0.0.54', 'timeout')];
    expect(ofName(rule, { names: lookedUp([], { error: 'EAI_AGAIN', answers }) })).toMatchObject({
      severity: 'error',
    });
  });

  it('may be the doing of rules here that nobody could read, unless this machine asks itself', () => {
    const firewall = unknown('needs-root', 'the rules cannot be read');
    const of = (server: string) => {
      const names = lookedUp([], { servers: [server], answers: [says(server, 'unreachable')] });
      return ofName(rule, { names, firewall });
    };
    expect(of('10.0.0.53')).toMatchObject({ summary: expect.stringContaining('own firewall') });
    expect(of('127.0.0.53')).toMatchObject({ summary: expect.not.stringContaining('own firewall') });
  });

  it('knows the server that listens beside, at another address of this machine', () => {
    const names = lookedUp([], { servers: ['10.77.0.1'], answers: [says('10.77.0.1', 'refused')] });
    const listeners = [{ ...listener('127.0.0.1', 53), protocol: 'udp' as const }];
    expect(ofName(rule, { names, listeners })).toMatchObject({
      fixes: [{ text: expect.stringContaining('nameserver 127.0.0.1') }],
    });
  });

  it('says that no server is configured', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], { answers: [says('127.0.0.1', 'refused', [], 'app.test', 'default')] }),
      }),
    ).toMatchObject({ fixes: [{ text: expect.stringContaining('/etc/resolv.conf names no server') }] }));

  it('says which line of resolv.conf names no server', () => {
    const answers = [says('127.0.0.1', 'refused', [], 'app.test', 'default')];
    const line = { file: '/etc/resolv.conf', line: 1, text: 'nameserver: 10.0.0.53', before: '' };
    expect(ofName(rule, { names: lookedUp([], { answers, serverLines: [line] }) })).toMatchObject({
      fixes: [{ text: expect.stringContaining('line 1 names no server') }],
    });
  });

  it.each([
    ['    nameserver 10.0.0.53', 'blanks before it'],
    ['nameserver 10.0.0.53\r', 'carriage return'],
  ])('writes %j as the C library reads it', (text, why) => {
    const answers = [says('127.0.0.1', 'refused', [], 'app.test', 'default')];
    const line = { file: '/etc/resolv.conf', line: 1, text, before: '' };
    expect(ofName(rule, { names: lookedUp([], { answers, serverLines: [line] }) })).toMatchObject({
      fixes: [
        {
          text: expect.stringContaining(why),
          steps: [{ do: 'edit', file: '/etc/resolv.conf', find: text, replace: 'nameserver 10.0.0.53' }],
        },
      ],
    });
  });

  it('gives every server that one line names a line of its own', () => {
    const answers = [says('10.0.0.9', 'timeout', [])];
    const text = 'nameserver 10.0.0.9 10.0.0.53';
    const line = { file: '/etc/resolv.conf', line: 1, text, before: '' };
    expect(ofName(rule, { names: lookedUp([], { answers, serverLines: [line] }) })).toMatchObject({
      fixes: [
        {
          text: expect.stringContaining('more than one server'),
          steps: [{ do: 'edit', find: text, replace: 'nameserver 10.0.0.9\nnameserver 10.0.0.53' }],
        },
      ],
    });
  });

  it.each([
    ['  nameserver 10.0.0.53', 'blanks before it'],
    ['nameserver: 10.0.0.53', 'the address alone'],
  ])('says what is wrong with %j beside a line that is read', (text, why) => {
    const serverLines = ['nameserver 10.0.0.9', text].map((each, at) => ({
      file: '/etc/resolv.conf',
      line: at + 1,
      text: each,
      before: '',
    }));
    const names = lookedUp([], { answers: [says('10.0.0.9', 'timeout', [])], serverLines });
    expect(ofName(rule, { names })).toMatchObject({
      fixes: [{ text: expect.stringMatching(`line 2 names no server .*${why}`) }],
    });
  });

  it('says why resolv.conf was not read', () => {
    const answers = [says('127.0.0.1', 'refused', [], 'app.test', 'default')];
    const leadsTo = '../run/systemd/resolve/stub-resolv.conf';
    const gone = { file: '/etc/resolv.conf', reason: 'leads-nowhere' as const, leadsTo };
    expect(ofName(rule, { names: lookedUp([], { answers, unread: [gone] }) })).toMatchObject({
      fixes: [{ text: expect.stringContaining(`is a link to ${leadsTo}, which is not there`) }],
    });
    const closed = { file: '/etc/resolv.conf', reason: 'not-permitted' as const };
    expect(ofName(rule, { names: lookedUp([], { answers, unread: [closed] }) })).toMatchObject({
      fixes: [{ steps: [{ do: 'run', command: 'chmod 644 /etc/resolv.conf' }] }],
    });
  });

  it('says that a fourth server is never asked', () => {
    const serverLines = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((server, index) => ({
      file: '/etc/resolv.conf',
      line: index + 1,
      text: `nameserver ${server}`,
      before: '',
    }));
    const answers = serverLines.slice(0, 3).map(({ text }) => says(text.slice(11), 'timeout'));
    expect(ofName(rule, { names: lookedUp([], { answers, serverLines }) })).toMatchObject({
      fixes: [{ text: expect.stringContaining('line 4') }],
    });
  });

  it('is found where a long answer would come by TCP, and does not', () => {
    const answers = [{ ...says('10.0.0.53', 'refused'), truncated: true as const }];
    expect(ofName(rule, { names: lookedUp([], { error: 'EAI_AGAIN', answers }) })).toMatchObject({
      summary: expect.stringContaining('(truncated), and by TCP it refuses its port 53'),
      fixes: [{ text: expect.stringContaining('TCP port 53 of 10.0.0.53') }],
    });
  });

  it('is a warning where a server says nothing at all about the other family', () => {
    const silent = { ...says('10.0.0.53', 'timeout'), type: 'AAAA' as const, ms: 1000 };
    const answers = [says('10.0.0.53', 'NOERROR', ['10.77.0.1']), silent];
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { ms: 3000, answers }) })).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('AAAA'),
    });
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { ms: 5, answers }) })).toBe('ruled-out');
    const behind = [says('10.0.0.52', 'refused'), ...answers];
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { ms: 3000, answers: behind }) })).toMatchObject({
      summary: expect.stringContaining('10.0.0.53 does not answer for AAAA'),
    });
  });

  it('is a warning where a server says nothing about what a search domain makes of the name', () => {
    const silent = { ...says('10.0.0.53', 'timeout', [], 'app.test.corp.test'), ms: 2000 };
    const answers = [silent, says('10.0.0.53', 'NOERROR', ['10.77.0.1'])];
    const names = lookedUp(['10.77.0.1'], { ms: 2000, answers, search: ['corp.test'], dots: 5 });
    expect(ofName(rule, { names })).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('"search corp.test" (ndots:5)'),
    });
    expect(ofName(rule, { names: { ...names, ms: 5 } })).toBe('ruled-out');
  });

  it('names the address at which a name server of this machine does listen', () => {
    const names = lookedUp([], { servers: ['127.0.0.53'], answers: [says('127.0.0.53', 'refused')] });
    const advised = (...listeners: ReturnType<typeof listener>[]) => ofName(rule, { names, listeners });
    const dns = listener('10.77.0.1', 53, { protocol: 'udp' });
    expect(advised(dns)).toMatchObject({
      fixes: [{ text: expect.stringContaining('"nameserver 10.77.0.1"') }],
    });
    const local = (address: string) => listener(address, 53, { protocol: 'udp' });
    const start = { fixes: [{ text: expect.stringMatching(/^Start the name server .* at 127\.0\.0\.53 /) }] };
    for (const other of [listener('10.77.0.1', 53), local('0.0.0.0'), local('fe80::1')])
      expect(advised(other)).toMatchObject(start);
    // The one that was meant is there, and says nothing.
    expect(advised(local('127.0.0.53'), dns)).toMatchObject(start);
  });

  it('does not start once more the server here that takes the questions and says nothing', () => {
    const names = lookedUp([], { servers: ['127.0.0.1'], answers: [says('127.0.0.1', 'timeout')] });
    expect(ofName(rule, { names, listeners: [] })).toMatchObject({
      fixes: [
        { text: expect.stringMatching(/^Something of this machine takes the questions at 127\.0\.0\.1/) },
      ],
    });
  });

  it.each([
    ['fe80::1', 'nameserver fe80::1%INTERFACE'],
    ['fe80::1%eth0', 'Check the network to fe80::1%eth0'],
    ['169.254.0.2', 'Check the network to 169.254.0.2'],
    ['10.77.0.2', '\n  netcheck why 10.77.0.2:53/udp'],
  ])('knows what is missing from %s', (server, text) => {
    const names = lookedUp([], { servers: [server], answers: [says(server, 'unreachable')] });
    expect(ofName(rule, { names })).toMatchObject({ fixes: [{ text: expect.stringContaining(text) }] });
  });

  it('starts systemd-resolved where only its stub is away', () => {
    const upstream = says('10.0.0.1', 'NXDOMAIN', [], 'app.test', '/run/systemd/resolve/resolv.conf');
    const names = lookedUp([], { error: 'EAI_AGAIN', answers: [says('127.0.0.53', 'refused'), upstream] });
    expect(ofName(rule, { names })).toMatchObject({
      fixes: [{ text: expect.stringContaining('systemctl start systemd-resolved') }],
    });
  });

  it('is a warning where the first server is waited for, and the second knows the name', () => {
    const answers = [says('10.0.0.53', 'timeout'), says('10.0.0.54', 'NOERROR', ['10.77.0.1'])];
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { ms: 1010, answers }) })).toMatchObject({
      severity: 'warning',
    });
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { ms: 5, answers }) })).toBe('ruled-out');
  });

  it.each([
    ['a server fails', [says('10.0.0.53', 'timeout'), says('10.0.0.54', 'SERVFAIL')]],
    ['a server says no', [says('10.0.0.53', 'timeout'), says('10.0.0.54', 'NXDOMAIN')]],
  ])('is ruled out where %s', (_, answers) =>
    expect(ofName(rule, { names: lookedUp([], { error: 'EAI_AGAIN', answers }) })).toBe('ruled-out'),
  );
});
