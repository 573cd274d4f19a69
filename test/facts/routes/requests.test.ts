import { describe, expect, it } from 'vitest';
import { fitted } from '../../../src/facts/routes/lookup.js';
import { routeRequests } from '../../../src/facts/routes/requests.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import type { Question } from '../../../src/net/question.js';
import { listener } from '../../support/ground.js';

const question = (over: Partial<Question>, vantage: Partial<Question['vantage']> = {}): Question => ({
  target: parseTarget('8000'),
  vantage: { kind: 'self', label: 'here', source: null, input: null, network: null, ...vantage },
  protocol: 'tcp',
  family: 4,
  address: '10.77.0.1',
  port: 8000,
  local: true,
  ...over,
});

describe('routeRequests', () => {
  it('asks for the way out to a target elsewhere', () => {
    expect(routeRequests([question({ address: '10.9.9.9', local: false })])).toEqual([
      { to: '10.9.9.9', from: null, input: null, flow: { protocol: 'tcp', destinationPort: 8000 } },
    ]);
    expect(routeRequests([question({})])).toEqual([]);
    // A link-local address leads by the interface of its zone.
    expect(routeRequests([question({ address: 'fe80::1%eth1', local: false })])).toMatchObject([
      { to: 'fe80::1%eth1', output: 'eth1' },
    ]);
    const users = { server: 33, caller: 0 };
    expect(routeRequests([question({ address: '10.9.9.9', local: false })], [], users)[0]?.flow).toEqual({
      protocol: 'tcp',
      destinationPort: 8000,
      uid: 0,
    });
  });

  it('asks for the way in and back for a client, each once', () => {
    const lan = question(
      {},
      { kind: 'lan', label: 'lan', source: '10.77.0.2', input: 'eth0', network: '10.77.0.0/24' },
    );
    const out = { protocol: 'tcp', sourcePort: 8000, uid: 33 };
    expect(routeRequests([lan, lan], [], { server: 33, caller: 7 })).toEqual([
      { to: '10.77.0.2', from: '10.77.0.1', input: null, flow: out },
      { to: '10.77.0.2', from: null, input: null, flow: out },
      {
        to: '10.77.0.1',
        from: '10.77.0.2',
        input: 'eth0',
        flow: { protocol: 'tcp', destinationPort: 8000 },
      },
    ]);
  });

  it('asks for the way back by the device that the server is tied to', () => {
    const lan = question({}, { kind: 'lan', label: 'lan', source: '10.77.0.2', input: 'eth0' });
    const output = (...sockets: Parameters<typeof routeRequests>[1] & {}) =>
      routeRequests([lan], sockets).map(request => request.output);
    expect(output(listener('0.0.0.0', 8000, { device: 'eth0' }))).toEqual(['eth0', undefined, undefined]);
    expect(output(listener('0.0.0.0', 8000, { device: 'eth1' }))).toEqual([undefined, undefined, undefined]);
    expect(output(listener('0.0.0.0', 8001, { device: 'eth0' }))).toEqual([undefined, undefined, undefined]);
  });
});

describe('fitted', () => {
  const flow = { protocol: 'tcp', sourcePort: 8000, uid: 33 } as const;
  const back = { to: '10.77.0.2', from: '10.77.0.1', input: null, flow };
  const other = { ...back, flow: { ...flow, sourcePort: 8001 } };
  const rule = (text: string) => ({ family: 4 as const, priority: 9, text, table: null });

  it('asks for addresses alone, each once, while no rule asks for more', () => {
    expect(fitted([back, other], [rule('from all lookup main')])).toEqual([
      { to: '10.77.0.2', from: '10.77.0.1', input: null },
    ]);
  });

  it.each(['ipproto tcp', 'sport 8000', 'dport 80-81', 'uidrange 33-33'])(
    'tells ports and user where a rule asks for %s',
    text => {
      expect(fitted([back, other], [rule(`from all ${text} blackhole`)])).toEqual([back, other]);
    },
  );

  it('asks again for every mark that a rule asks for', () => {
    const rules = [
      rule('from all fwmark 0x5 lookup 55'),
      rule('not from all fwmark 0xca6c/0xffff lookup 51820'),
    ];
    expect(fitted([back], rules).map(({ mark }) => mark)).toEqual([undefined, 5, 0xca6c]);
  });

  it('asks so of what comes in only where such a rule is asked before the local table', () => {
    const coming = { to: '10.77.0.1', from: '10.77.0.2', input: 'eth0' };
    const marked = rule('from all fwmark 0x5 blackhole');
    const local = rule('from all lookup local');
    expect(fitted([coming], [marked, local]).map(({ mark }) => mark)).toEqual([undefined, 5]);
    expect(fitted([coming], [local, marked]).map(({ mark }) => mark)).toEqual([undefined]);
  });
});
