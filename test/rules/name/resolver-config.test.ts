import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/resolver-config.js';
import { attempt, hostsLine, lookedUp, ofName, says } from '../../support/names.js';

const line = (file: string, number: number, text: string) => ({ file, line: number, text, before: '' });
const orderLine = (text: string) => line('/etc/nsswitch.conf', 7, text);
const knows = (server: string) => says(server, 'NOERROR', ['10.77.0.1']);
const replaced = (replace: string) => ({ severity: 'error', fixes: [{ steps: [{ do: 'edit', replace }] }] });

describe('name/resolver-config', () => {
  it.each([
    ['10.77.0.1:8000 app.test', '10.77.0.1 app.test'],
    ['10.77.0.1, app.test', '10.77.0.1 app.test'],
    ['http://10.77.0.1/ app.test # x', '10.77.0.1 app.test # x'],
    ['10.77.0.1app.test # x', '10.77.0.1 app.test # x'],
    ['10.77.0.1app.test www.app.test', '10.77.0.1 app.test www.app.test'],
    ['\ufeff10.77.0.1 app.test', '10.77.0.1 app.test'],
    ['10.77.0.1\u00a0app.test', '10.77.0.1 app.test'],
    ['010.077.000.001 app.test', '10.77.0.1 app.test'],
    ['10.77.0.1\tapp.test:8000 www.app.test', '10.77.0.1\tapp.test www.app.test'],
    ['fd00::1 http://App.test/ # x', 'fd00::1 app.test # x'],
    ['10.77.0.1 *.test', '10.77.0.1 app.test'],
    ['10.77.0.1 www.test,App.test;x.test # x', '10.77.0.1 www.test App.test x.test # x'],
    ['*.test 10.77.0.1', '10.77.0.1 app.test'],
    ['app.test www.app.test 10.77.0.1 # x', '10.77.0.1 app.test www.app.test # x'],
  ])('finds and mends the hosts line %j', (text, better) =>
    expect(ofName(rule, { names: lookedUp([], { malformed: [line('/etc/hosts', 2, text)] }) })).toMatchObject(
      replaced(better),
    ),
  );

  it.each([
    [
      'options timeout:1 attempts:1',
      2534,
      'options',
      'it takes 2.5 s for that, and the system\u2019s resolver waits 1 s',
    ],
    ['options ndots:2 timeout:1 rotate', 2534, 'options ndots:2 rotate', 'waits 2 s'],
    ['options use-vc edns0', 3, 'options edns0', 'asks 10.0.0.53 by TCP alone'],
  ])('finds the options %j where the answer takes %d ms', (text, ms, better, words) =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          answers: [{ ...knows('10.0.0.53'), ms }],
          optionLines: [line('/etc/resolv.conf', 2, text)],
        }),
      }),
    ).toMatchObject({ ...replaced(better), summary: expect.stringContaining(words.replace('\u2019', "'")) }),
  );

  it.each([
    ['is not at fault', 3, [line('/etc/resolv.conf', 2, 'options timeout:1 attempts:1')]],
    ['is not there', 12_000, []],
  ])('blames no option that %s', (_, ms, optionLines) =>
    expect(
      ofName(rule, { names: lookedUp([], { answers: [{ ...knows('10.0.0.53'), ms }], optionLines }) }),
    ).toMatchObject({ fixes: [] }),
  );

  it.each([
    ['search corp.test\r', [], 'search corp.test', 'line 1 ends with a carriage return'],
    ['search lan.test,corp.test', [], 'search lan.test corp.test', 'blanks alone between its domains'],
    [' search corp.test', [], 'search corp.test', 'begins with "search"'],
    [
      'search corp.test\ndomain lan.test',
      ['lan.test'],
      'search lan.test corp.test',
      'line 2 replaces line 1',
    ],
  ])('finds the search domain that %j does not give', (text, search, better, words) => {
    const searchLines = text.split('\n').map((each, index) => line('/etc/resolv.conf', index + 1, each));
    const known = [{ ...knows('10.0.0.53'), question: 'app.test.corp.test' }];
    expect(ofName(rule, { names: lookedUp([], { answers: known, search, searchLines }) })).toMatchObject({
      ...replaced(better),
      summary: expect.stringContaining(words),
    });
    const read = lookedUp([], { answers: known, search: ['corp.test'], searchLines });
    expect(ofName(rule, { names: read })).toMatchObject({ fixes: [] });
  });

  it('finds a hosts line that says an interface with its address', () => {
    const hosts = [hostsLine(3, 'fe80::2%eth0 app.test')];
    expect(ofName(rule, { names: lookedUp([], { hosts }) })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('says an interface with the address'),
      fixes: [{ text: expect.stringContaining('fe80::2%eth0') }],
    });
  });

  it.each([
    ['hosts:  files  # only', ['files'], 'hosts:  files dns # only'],
    // A source that is not installed finds nothing.
    [
      'hosts: files resolve [!UNAVAIL=return]',
      ['files', 'resolve', '[!UNAVAIL=return]'],
      'hosts: files resolve [!UNAVAIL=return] dns',
    ],
  ])('finds that nsswitch.conf has no dns: %j', (text, order, better) =>
    expect(
      ofName(rule, {
        names: lookedUp([], { order, orderLine: orderLine(text), answers: [knows('10.0.0.53')] }),
      }),
    ).toMatchObject(replaced(better)),
  );

  it('adds no dns where whoever would be asked by it does not know the name', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          order: ['files', 'resolve'],
          orderLine: orderLine('hosts: files resolve'),
          answers: [
            says('127.0.0.53', 'SERVFAIL'),
            says('10.0.0.53', 'NOERROR', ['10.77.0.1'], 'app.test', '/run/systemd/resolve/resolv.conf'),
          ],
        }),
      }),
    ).toMatchObject({ summary: expect.not.stringContaining('does not ask DNS'), fixes: [] }));

  it('finds nsswitch.conf without files', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          order: ['dns'],
          orderLine: orderLine('hosts: dns'),
          hosts: [hostsLine(3, '10.77.0.1 app.test')],
        }),
      }),
    ).toMatchObject(replaced('hosts: files dns')));

  it.each([
    ['[NOTFOUND=return]', 'hosts: dns [NOTFOUND=return] files', 'hosts: dns files'],
    [
      '[!UNAVAIL=return]',
      'hosts:\tresolve [!UNAVAIL=return] files  # local',
      'hosts:\tresolve files  # local',
    ],
  ])('finds %s before the hosts file that has the name, and takes it away', (action, text, better) =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          order: text.slice(6).replace(/#.*/, '').trim().split(/\s+/),
          orderLine: orderLine(text),
          hosts: [hostsLine(3, '10.77.0.1 app.test')],
          answers: [says('10.0.0.53', 'NXDOMAIN')],
        }),
      }),
    ).toMatchObject({ ...replaced(better), summary: expect.stringContaining(action) }),
  );

  it('finds what ends the search before a name server that knows a .local name', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          name: 'app.local',
          order: ['files', 'mdns4_minimal', '[NOTFOUND=return]', 'dns'],
          orderLine: orderLine('hosts: files mdns4_minimal [NOTFOUND=return] dns'),
          answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.1'], 'app.local')],
        }),
      }),
    ).toMatchObject(replaced('hosts: files mdns4_minimal dns')));

  it('leaves an action alone that says nothing about a search in vain', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          order: ['dns', '[SUCCESS=return]', 'files'],
          hosts: [hostsLine(3, '10.77.0.1 app.test')],
          answers: [says('10.0.0.53', 'NXDOMAIN')],
        }),
      }),
    ).toBe('ruled-out'));

  it('finds a first server that says no before the one that knows, and swaps them', () =>
    expect(
      ofName(rule, {
        names: lookedUp([], {
          answers: [says('10.0.0.53', 'NXDOMAIN'), knows('10.0.0.54')],
          serverLines: [
            line('/etc/resolv.conf', 1, 'nameserver 10.0.0.53'),
            line('/etc/resolv.conf', 2, 'nameserver 10.0.0.54'),
          ],
        }),
      }),
    ).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ replace: 'nameserver 10.0.0.54\nnameserver 10.0.0.53' }] }, {}],
    }));

  it('finds servers that disagree where any of them may be the first, whether the name was found this time or not', () => {
    const rotating = (addresses: string[], ...answers: ReturnType<typeof says>[]) =>
      ofName(rule, {
        names: lookedUp(addresses, {
          answers,
          serverLines: [
            line('/etc/resolv.conf', 1, 'nameserver 10.0.0.53'),
            line('/etc/resolv.conf', 2, 'nameserver 10.0.0.54'),
          ],
          optionLines: [line('/etc/resolv.conf', 3, 'options rotate')],
        }),
      });
    const no = says('10.0.0.54', 'NXDOMAIN');
    const fixes = [{ steps: [{ do: 'edit', replace: '# nameserver 10.0.0.54' }] }];
    expect(rotating([], knows('10.0.0.53'), no)).toMatchObject({ severity: 'error', fixes });
    expect(rotating(['10.77.0.1'], knows('10.0.0.53'), no)).toMatchObject({ severity: 'warning', fixes });
    expect(rotating(['10.77.0.1'], knows('10.0.0.53'), knows('10.0.0.54'))).toBe('ruled-out');
  });

  it('finds that no IPv6 addresses are asked for, where the name has no others', () => {
    const optionLines = [line('/etc/resolv.conf', 2, 'options no-aaaa')];
    const found = (...addresses: string[]) =>
      ofName(rule, {
        names: lookedUp([], { answers: [says('10.0.0.53', 'NOERROR', addresses)], optionLines }),
      });
    expect(found('fd77::1')).toMatchObject(replaced('options'));
    expect(found('fd77::1', '10.77.0.1')).toMatchObject({ fixes: [] });
  });

  describe('a search domain that answers for everything', () => {
    const names = lookedUp(['10.9.9.9'], {
      answers: [
        says('10.0.0.53', 'NXDOMAIN'),
        says('10.0.0.53', 'NOERROR', ['10.9.9.9'], 'app.test.corp.example'),
      ],
      search: ['corp.example'],
      wildcards: ['corp.example'],
    });
    it('is an error where it leads to nobody, and a warning where somebody answers', () => {
      expect(ofName(rule, { names, probes: [attempt('10.9.9.9', 'timeout')] })).toMatchObject({
        severity: 'error',
      });
      expect(ofName(rule, { names, probes: [attempt('10.9.9.9', 'connected')] })).toMatchObject({
        severity: 'warning',
      });
    });
    it('is no fault where the domain does not know everything', () =>
      expect(
        ofName(rule, { names: { ...names, wildcards: [] }, probes: [attempt('10.9.9.9', 'timeout')] }),
      ).toBe('ruled-out'));
    it('is one where the name itself leads elsewhere, and the domain comes first and leads to nobody', () => {
      const itself = says('10.0.0.53', 'NOERROR', ['10.77.0.1']);
      const both = { ...names, wildcards: [], answers: [...names.answers.slice(1), itself] };
      expect(ofName(rule, { names: both, probes: [attempt('10.9.9.9', 'timeout')] })).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('comes first, and answers with 10.9.9.9'),
        evidence: [{}, { says: '10.0.0.53 answers 10.9.9.9' }, {}],
      });
      expect(ofName(rule, { names: both, probes: [attempt('10.9.9.9', 'connected')] })).toBe('ruled-out');
    });
  });

  it.each([
    [
      'everybody says no',
      lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN'), says('10.0.0.54', 'NXDOMAIN')] }),
    ],
    [
      'a malformed line is about another name',
      lookedUp([], {
        malformed: [line('/etc/hosts', 2, 'x app.test.local')],
        answers: [says('10.0.0.53', 'NXDOMAIN')],
      }),
    ],
    ['the name is found', lookedUp(['10.77.0.1'])],
  ])('is ruled out where %s', (_, names) => expect(ofName(rule, { names })).toBe('ruled-out'));

  it('is a hosts file that only root may read', () => {
    const unread = [{ file: '/etc/hosts', reason: 'not-permitted' as const }];
    const answers = [says('10.0.0.53', 'NXDOMAIN')];
    expect(ofName(rule, { names: lookedUp([], { answers, unread }) })).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ do: 'run', command: 'chmod 644 /etc/hosts' }] }],
    });
    expect(ofName(rule, { names: lookedUp([], { answers, unread, order: ['dns'] }) })).toBe('ruled-out');
  });
});
