import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/wrong-address.js';
import { listener } from '../../support/ground.js';
import { attempt, hostsLine, lookedUp, ofName, says } from '../../support/names.js';

const names = lookedUp(['10.77.0.99'], { answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.99'])] });
const dead = [attempt('10.77.0.99', 'timeout')];
const here = [listener('0.0.0.0', 8000)];

describe('name/wrong-address', () => {
  it('is found where DNS leads elsewhere, nobody answers there, and the port is open here', () =>
    expect(ofName(rule, { names, probes: dead, sockets: here })).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [
        {},
        { steps: [{ do: 'run', command: "printf '\\n%s %s\\n' 127.0.0.1 app.test >>/etc/hosts" }] },
      ],
    }));

  it('has the hosts file asked first where DNS decides before it', () => {
    const orderLine = {
      file: '/etc/nsswitch.conf',
      line: 7,
      text: 'hosts:\tdns [!UNAVAIL=return] files # x',
      before: '',
    };
    const late = { ...names, order: ['dns', '[!UNAVAIL=return]', 'files'], orderLine };
    const replace = 'hosts: files dns [!UNAVAIL=return] # x';
    const found = (over: object) =>
      ofName(rule, { names: { ...late, ...over }, probes: dead, sockets: here });
    expect(found({})).toMatchObject({ fixes: [{}, { steps: [{ do: 'edit', replace }, { do: 'run' }] }] });
    const hosts = [hostsLine(3, '10.77.0.1 app.test')];
    expect(found({ hosts })).toMatchObject({ fixes: [{}, { steps: [{ do: 'edit', replace }] }] });
    expect(found({ orderLine: null })).toMatchObject({ fixes: [{}] });
  });

  it.each(['0.0.0.0', '::'])('is found where DNS gives %s and nobody answers', address => {
    const blocked = lookedUp([address], { answers: [says('10.0.0.53', 'NOERROR', [address])] });
    const asked = { names: blocked, question: { address, local: true } };
    expect(ofName(rule, { ...asked, probes: [attempt(address, 'refused')] })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining("which is no machine's"),
    });
    expect(ofName(rule, { ...asked, probes: [attempt(address, 'connected')] })).toBe('ruled-out');
  });

  it.each([
    ['the other machine answers', { names, probes: [attempt('10.77.0.99', 'connected')], sockets: here }],
    ['nothing listens here', { names, probes: dead }],
    [
      'another of its addresses works',
      {
        names: lookedUp(['10.77.0.99', '10.77.0.8']),
        probes: [...dead, attempt('10.77.0.8', 'connected')],
        sockets: here,
      },
    ],
    [
      'the hosts file says so',
      {
        names: lookedUp(['10.77.0.99'], { from: 'hosts', hosts: [hostsLine(2, '10.77.0.99 app.test')] }),
        probes: dead,
        sockets: here,
      },
    ],
    [
      'the address is this machine',
      {
        names: lookedUp(['10.77.0.1']),
        probes: [attempt('10.77.0.1', 'refused')],
        sockets: [listener('127.0.0.1', 8000)],
      },
    ],
    [
      'every machine has that port',
      {
        names,
        probes: [attempt('10.77.0.99', 'timeout', { port: 22 })],
        sockets: [listener('0.0.0.0', 22)],
        typed: 'app.test:22',
      },
    ],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));
});
