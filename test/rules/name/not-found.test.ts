import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/not-found.js';
import type { Finding } from '../../../src/rules/rule.js';
import { listener } from '../../support/ground.js';
import { hostsLine, lookedUp, ofName, says } from '../../support/names.js';

describe('name/not-found', () => {
  it.each([
    ['NXDOMAIN', [says('10.0.0.53', 'NXDOMAIN')]],
    ['no data', [says('10.0.0.53', 'NOERROR')]],
    [
      'the second server, after a failure of the first',
      [says('10.0.0.53', 'SERVFAIL'), says('10.0.0.54', 'NXDOMAIN')],
    ],
    [
      'the second server, after silence of the first',
      [says('10.0.0.53', 'timeout'), says('10.0.0.54', 'NXDOMAIN')],
    ],
  ])('is found by %s', (_, answers) =>
    expect(ofName(rule, { names: lookedUp([], { answers }) })).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
    }),
  );

  it.each([
    ['NXDOMAIN', 'no such name', undefined],
    ['NOERROR', 'no address', 'the name has no address'],
  ] as const)('says of %s: %s', (outcome, words, headline) => {
    const found = ofName(rule, { names: lookedUp([], { answers: [says('10.0.0.53', outcome)] }) });
    expect(found).toMatchObject({ says: words });
    expect((found as Finding).headline).toBe(headline);
  });

  it('says which server, and offers a hosts line where the port is open here', () => {
    const names = lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN')] });
    expect(ofName(rule, { names, sockets: [listener('10.77.0.1', 8000)] })).toMatchObject({
      summary:
        'app.test has no address: name server 10.0.0.53 says that the name does not exist (NXDOMAIN), and no hosts line has it.',
      fixes: [
        { text: expect.any(String) },
        { steps: [{ command: "printf '\\n%s %s\\n' 10.77.0.1 app.test >>/etc/hosts" }] },
      ],
    });
  });

  it.each([
    [[listener('10.77.0.1', 8000)], '10.77.0.1'],
    [[], '127.0.1.1'],
  ])('gives the own name of this machine a hosts line first', (sockets, address) => {
    const names = lookedUp([], { name: 'Box', answers: [says('10.0.0.53', 'NXDOMAIN')] });
    expect(ofName(rule, { names, sockets })).toMatchObject({
      summary: expect.stringContaining("this machine's own name"),
      fixes: [{ steps: [{ command: `printf '\\n%s %s\\n' ${address} Box >>/etc/hosts` }] }, {}],
    });
  });

  it('gives a name that was asked for with a dot at its end that dot in the hosts file, too', () => {
    const names = lookedUp([], { name: 'app.test.', answers: [says('10.0.0.53', 'NXDOMAIN')] });
    const found = ofName(rule, { names, sockets: [listener('10.77.0.1', 8000)] });
    expect(JSON.stringify(found)).toContain("10.77.0.1 'app.test app.test.' >>/etc/hosts");
  });

  it('takes the name of an interface for that', () => {
    const names = lookedUp([], { name: 'eth0', answers: [says('10.0.0.53', 'NXDOMAIN')] });
    const found = ofName(rule, { names, sockets: [listener('0.0.0.0', 8000)] });
    expect(found).toMatchObject({ fixes: [{ text: '  netcheck why 10.77.0.1:8000' }, {}] });
    expect(JSON.stringify(found)).not.toContain('/etc/hosts"');
  });

  it.each([
    ['locahost', 'Is localhost meant?'],
    ['app.test', 'Check the spelling of app.test.'],
    [
      'db',
      'Check the spelling of db. A container or a Compose service is known by its name inside its own network alone: from outside, ask for its published port at localhost.',
    ],
  ])('asks what was meant by %s', (name, said) => {
    const names = lookedUp([], { name, answers: [says('10.0.0.53', 'NXDOMAIN')] });
    expect(ofName(rule, { names, typed: `http://${name}:8000/` })).toMatchObject({
      fixes: [{ text: expect.stringMatching(`^${said.replace('?', '\\?')} If it is right`) }],
    });
  });

  it('knows that curl and browsers do without the system where the name is under localhost', () => {
    const names = lookedUp(['127.0.0.1', '::1'], {
      name: 'shop.localhost',
      from: 'clients',
      error: 'ENOTFOUND',
    });
    expect(ofName(rule, { names, sockets: [listener('127.0.0.1', 8000)] })).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining('curl and browsers take it for this machine'),
      evidence: [{ says: 'the system finds no address for shop.localhost (ENOTFOUND)' }],
      fixes: [
        { steps: [{ command: "printf '\\n%s %s\\n' 127.0.0.1 shop.localhost >>/etc/hosts" }] },
        { text: expect.stringContaining('libnss-myhostname') },
      ],
    });
    const bare = lookedUp([], { name: 'localhost', answers: [] });
    expect(ofName(rule, { names: bare })).toMatchObject({ severity: 'error' });
  });

  it.each([
    ['gone.test', 'an alias (CNAME) of gone.test, which has no address'],
    ['app.test', 'lead back to it'],
  ])('names the alias that leads to %s', (alias, words) =>
    expect(
      ofName(rule, { names: lookedUp([], { answers: [{ ...says('10.0.0.53', 'NXDOMAIN'), alias }] }) }),
    ).toMatchObject({ summary: expect.stringContaining(words), fixes: [{ title: 'Correct the alias' }] }),
  );

  it('is found where the resolver asks files only, and nobody knows the name', () =>
    expect(
      ofName(rule, { names: lookedUp([], { order: ['files'], answers: [says('10.0.0.53', 'NXDOMAIN')] }) }),
    ).toMatchObject({
      summary: expect.stringContaining('/etc/nsswitch.conf asks files for names'),
    }));

  it.each([
    ['the name has an address', lookedUp(['10.77.0.1'])],
    ['every server is silent', lookedUp([], { error: 'EAI_AGAIN', answers: [says('10.0.0.53', 'timeout')] })],
    ['every server fails', lookedUp([], { error: 'EAI_AGAIN', answers: [says('10.0.0.53', 'SERVFAIL')] })],
    [
      'a later server knows it',
      lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN'), says('10.0.0.54', 'NOERROR', ['10.1.1.1'])] }),
    ],
    [
      'a hosts line has it in vain',
      lookedUp([], { order: ['dns'], hosts: [hostsLine(2, '10.77.0.1 app.test')] }),
    ],
  ])('is ruled out where %s', (_, names) => expect(ofName(rule, { names })).toBe('ruled-out'));

  it.each([
    [6, '10.77.0.1', 'an AAAA record'],
    [4, 'fd77::1', 'an A record'],
  ] as const)('is found where -%s is asked of a name of the other family', (family, address, record) =>
    expect(ofName(rule, { names: lookedUp([address]), question: { address: '', family } })).toMatchObject({
      headline: `the name has no IPv${family} address`,
      summary: expect.stringContaining(`it means ${address}, and -${family} asks for nothing else`),
      fixes: [{ text: expect.stringContaining(record) }],
    }),
  );

  it('names the hosts file where a name of the other family comes from there', () =>
    expect(
      ofName(rule, {
        names: lookedUp(['127.0.0.1'], { name: 'localhost', from: 'hosts' }),
        question: { address: '', family: 6 },
      }),
    ).toMatchObject({ fixes: [{ text: expect.stringContaining('hosts file') }] }));

  it('is ruled out for a client elsewhere, who has another resolver', () => {
    const names = lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN')] });
    const vantage = { kind: 'lan', label: 'lan', source: '10.77.0.2', input: 'eth0', network: null } as const;
    expect(ofName(rule, { names, question: { vantage } })).toBe('ruled-out');
  });
});
