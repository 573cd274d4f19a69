import { describe, expect, it } from 'vitest';
import { routeRequests } from '../../../src/facts/routes/requests.js';
import type { Question } from '../../../src/net/question.js';

const question = (over: Partial<Question>, vantage: Partial<Question['vantage']> = {}): Question => ({
  target: {
    input: '8000',
    kind: 'port',
    protocol: 'tcp',
    host: null,
    port: 8000,
    scheme: null,
    path: null,
    pid: null,
    socketPath: null,
    program: null,
  },
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
      { to: '10.9.9.9', from: null, input: null },
    ]);
    expect(routeRequests([question({})])).toEqual([]);
  });

  it('asks for the way in and back for a client, each once', () => {
    const lan = question(
      {},
      { kind: 'lan', label: 'lan', source: '10.77.0.2', input: 'eth0', network: '10.77.0.0/24' },
    );
    expect(routeRequests([lan, lan])).toEqual([
      { to: '10.77.0.2', from: '10.77.0.1', input: null },
      { to: '10.77.0.2', from: null, input: null },
      { to: '10.77.0.1', from: '10.77.0.2', input: 'eth0' },
    ]);
  });
});
