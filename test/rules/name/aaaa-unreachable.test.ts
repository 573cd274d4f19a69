import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/aaaa-unreachable.js';
import type { Finding } from '../../../src/rules/rule.js';
import { attempt, hostsLine, lookedUp, ofName } from '../../support/names.js';

const names = lookedUp(['fd77::99', '10.77.0.2']);
const probes = [attempt('fd77::99', 'host-unreachable'), attempt('10.77.0.2', 'connected')];

describe('name/aaaa-unreachable', () => {
  it('is found where the IPv6 address is dead and the IPv4 one works', () =>
    expect(ofName(rule, { names, probes })).toMatchObject({
      outcome: 'unreachable',
      summary: expect.stringMatching(/fd77::99, which cannot be reached.*10\.77\.0\.2 works\. Node 17 to 19/),
    }));

  it('takes the address out of the hosts file, where that has it', () => {
    const hosts = [hostsLine(1, 'fd77::99 app.test'), hostsLine(2, '10.77.0.2 app.test')];
    expect(ofName(rule, { names: { ...names, from: 'hosts', hosts }, probes })).toMatchObject({
      fixes: [{ steps: [{ find: 'fd77::99 app.test', replace: '# fd77::99 app.test' }] }, {}],
    });
  });

  it("leaves this machine's own address to its server, and says where the name has it from", () => {
    const local = { question: { local: true }, probes: [attempt('fd77::99', 'refused'), probes[1]!] };
    const textOf = (over: object) =>
      (ofName(rule, { names: { ...names, ...over }, ...local }) as Finding).fixes.map(({ text }) => text);
    expect(textOf({})).toEqual([expect.stringContaining('or remove the AAAA record.')]);
    const hosts = [hostsLine(4, 'fd77::99 app.test')];
    expect(textOf({ from: 'hosts', hosts })).toEqual([
      expect.stringContaining('or take the address out of /etc/hosts (line 4).'),
    ]);
  });

  it.each([
    ['both work', { names, probes: [attempt('fd77::99', 'connected'), attempt('10.77.0.2', 'connected')] }],
    ['neither works', { names, probes: [attempt('fd77::99', 'refused'), attempt('10.77.0.2', 'refused')] }],
    ['the IPv4 address is asked about', { names, probes, address: '10.77.0.2' }],
    [
      'it is localhost, which has a cause of its own',
      {
        names: lookedUp(['::1', '127.0.0.1'], { name: 'localhost' }),
        probes: [attempt('::1', 'refused'), attempt('127.0.0.1', 'connected')],
      },
    ],
    ['only IPv6 was tried', { names, probes: probes.slice(0, 1) }],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));
});
