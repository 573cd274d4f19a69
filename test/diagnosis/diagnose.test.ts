import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import { codes, diagnosed, errors, listener, probe, running } from '../support/healthy.js';

const refused = (port = 8000) => [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')];
const loopbackOnly = {
  sockets: [listener('127.0.0.1', 8000)],
  probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
};

describe('verdicts', () => {
  it('calls a healthy machine reachable, with no cause at all', () => {
    const diagnosis = diagnosed('8000');
    expect(codes(diagnosis)).toEqual([]);
    expect(diagnosis.verdict).toBe('reachable');
    expect(diagnosis.broken).toEqual([]);
    expect(diagnosis.reach.map(each => each.outcome)).toEqual(['ok', 'ok', 'ok']);
  });

  it('calls a loopback server local-only when the network is asked about too', () => {
    const diagnosis = diagnosed('8000', loopbackOnly);
    expect(diagnosis.verdict).toBe('local-only');
    expect(errors(diagnosis)).toEqual(['bind/loopback-only']);
    expect(diagnosis.summary).toBe(
      'Port 8000 answers on this machine only: the server listens on loopback only.',
    );
  });

  it('calls the same server reachable when only this machine asks', () => {
    const diagnosis = diagnosed('127.0.0.1:8000', loopbackOnly);
    expect(diagnosis.verdict).toBe('reachable');
    expect(codes(diagnosis)).toEqual([]);
  });

  it('calls a port that nobody serves unreachable', () => {
    const diagnosis = diagnosed('8000', { sockets: [], probes: refused(), processes: [] });
    expect(diagnosis.verdict).toBe('unreachable');
    expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  });

  it('does not claim what the firewall would do where it cannot be read', () => {
    const diagnosis = diagnosed('8000', {
      firewall: unknown('needs-root', 'the firewall’s rules cannot be read without root'),
    });
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(errors(diagnosis)).toEqual([]);
    expect(diagnosis.unchecked.map(each => each.code)).toContain('firewall/drop');
  });

  it('takes an open connection from that network as proof', () => {
    const client = listener('10.0.0.1', 8000, {
      state: 'established',
      remote: { address: '10.0.0.7', port: 50000 },
      inode: 1,
    });
    const diagnosis = diagnosed('8000', {
      firewall: unknown('needs-root', 'the firewall’s rules cannot be read without root'),
      sockets: [listener('0.0.0.0', 8000), client],
    });
    expect(diagnosis.verdict).toBe('reachable');
    expect(diagnosis.reach.find(each => each.from === 'lan')?.by).toBe('seen');
  });

  it('never calls a machine healthy whose sockets could not be seen', () => {
    const diagnosis = diagnosed('8000', {
      sockets: unknown('failed', '/proc is not mounted'),
      probes: refused(),
    });
    expect(diagnosis.verdict).not.toBe('reachable');
  });
});

describe('several faults', () => {
  it('names each, the first that a connection meets before the others', () => {
    const stopped = running(42, ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], {
      state: 'T',
    });
    const silent = { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 1200 } as const;
    const diagnosis = diagnosed('8000', {
      ...loopbackOnly,
      processes: [stopped],
      probes: [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'refused')],
    });
    expect(errors(diagnosis)).toEqual(['bind/loopback-only', 'process/stopped']);
  });

  it('lists a rule that fails as broken and goes on', () => {
    const diagnosis = diagnosed('8000', { limits: undefined as never });
    expect(diagnosis.causes.filter(each => each.severity === 'error')).toEqual([]);
  });
});
