import { describe, expect, it } from 'vitest';
import { codes, diagnosed, listener, now, probe } from '../support/healthy.js';
import { hostsLine, lookedUp } from '../support/names.js';

const localhost = lookedUp(['::1', '127.0.0.1'], {
  name: 'localhost',
  from: 'hosts',
  hosts: [hostsLine(1, '127.0.0.1 localhost'), hostsLine(2, '::1 localhost')],
});

const here = { from: 'self', family: null } as const;

describe('a URL', () => {
  it('is never reached where no HTTP came back, whatever the reason', () => {
    const strange = { outcome: 'failed', protocol: null, http: null } as const;
    const probes = [probe('127.0.0.1', 8000, 'connected', strange)];
    const found = diagnosed('http://127.0.0.1:8000/', { probes }, here);
    expect(found.verdict).toBe('unreachable');
    expect(found.reach.map(({ outcome }) => outcome)).toEqual(['no-answer']);
  });
});

describe('a redirect to somebody who was not asked about', () => {
  it('is told, since whether it leads anywhere nobody has tried', () => {
    const first = probe('127.0.0.1', 8000, 'connected', {
      http: { status: 302, reason: 'Found', headers: { location: 'http://10.9.9.9/login' }, body: '' },
    });
    const left = {
      ...first.conversations[0]!,
      reason: 'redirect',
      outcome: 'failed',
      http: null,
      errno: null,
    } as const;
    const probes = [{ ...first, conversations: [...first.conversations, left] }];
    const found = diagnosed('http://127.0.0.1:8000/', { probes }, here);
    expect(found.verdict).toBe('reachable');
    expect(JSON.stringify(found.reach)).toContain(
      '302, a redirect to http://10.9.9.9/login, which was not asked',
    );
  });
});

describe('a name with a dead address beside one that a server takes', () => {
  it('is a warning where the request is answered', () => {
    const probes = [probe('::1', 8000, 'refused'), probe('127.0.0.1', 8000)];
    const found = diagnosed('http://localhost:8000/', { names: localhost, probes }, here);
    expect(found.verdict).toBe('reachable');
    expect(codes(found)).toEqual(['warning name/localhost-is-ipv6']);
  });

  it('is not what the request fails of where the server fails', () => {
    const broken = { http: { status: 500, reason: 'Oh', headers: {}, body: '' } };
    const probes = [probe('::1', 8000, 'refused'), probe('127.0.0.1', 8000, 'connected', broken)];
    const found = diagnosed('http://localhost:8000/', { names: localhost, probes }, here);
    expect(codes(found)).toEqual(['error http/server-error', 'warning name/localhost-is-ipv6']);
  });

  it('is not what the request fails of where an older server took it', () => {
    const absent = { http: { status: 404, reason: 'Not Found', headers: {}, body: '' } };
    const probes = [probe('::1', 8000, 'refused'), probe('127.0.0.1', 8000, 'connected', absent)];
    const inUse =
      "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use";
    const log = {
      path: '/srv/uvicorn.log',
      modifiedAt: now,
      because: 'caller-directory',
      lines: [inUse],
      pid: null,
    } as const;
    const found = diagnosed('http://localhost:8000/v2', { names: localhost, probes, logs: [log] }, here);
    expect(codes(found)).toEqual(['error port/taken', 'warning name/localhost-is-ipv6']);
    expect(found.explainedAway).toContainEqual({ code: 'http/not-found', by: 'port/taken' });
  });

  it('is the root cause where it is the only one', () => {
    const names = { ...localhost, addresses: localhost.addresses.slice(0, 1) };
    const found = diagnosed(
      'http://localhost:8000/',
      { names, probes: [probe('::1', 8000, 'refused')] },
      here,
    );
    expect(codes(found)[0]).toBe('error name/localhost-is-ipv6');
  });

  it('leaves two dead addresses their own causes', () => {
    const names = lookedUp(['10.0.0.1', '127.0.0.1'], { name: 'box', from: 'hosts' });
    const sockets = [listener('::1', 8000)];
    const probes = [probe('10.0.0.1', 8000, 'refused'), probe('127.0.0.1', 8000, 'refused')];
    const found = diagnosed('http://box:8000/', { names, probes, sockets }, here);
    expect(found.verdict).toBe('unreachable');
    expect(codes(found).filter(each => each.startsWith('error')).length).toBeGreaterThan(0);
  });
});

describe('a name whose first address takes the connection and fails the request', () => {
  const absent = { http: { status: 404, reason: 'Not Found', headers: {}, body: '' } };
  const first = probe('::1', 8000, 'connected', absent);
  const second = probe('127.0.0.1', 8000);

  it('is no success, for no client tries the next one then', () => {
    const found = diagnosed('http://localhost:8000/new', { names: localhost, probes: [first, second] }, here);
    expect(found.verdict).toBe('degraded');
    expect(codes(found)).toEqual(['error http/not-found']);
    expect(found.summary).toBe(
      'http://localhost:8000/new answers at 127.0.0.1, but not as asked at ::1, which clients other than curl try first: the server has nothing at this path.',
    );
  });

  it('is one where the address that fails comes later', () => {
    const names = { ...localhost, addresses: localhost.addresses.toReversed() };
    const found = diagnosed('http://localhost:8000/new', { names, probes: [first, second] }, here);
    expect(found.verdict).toBe('reachable');
    expect(codes(found)).toEqual(['warning http/not-found']);
  });

  it('is no success where it is the one that curl goes to for localhost', () => {
    const probes = [probe('::1', 8000), probe('127.0.0.1', 8000, 'connected', absent)];
    const found = diagnosed('http://localhost:8000/new', { names: localhost, probes }, here);
    expect(found.verdict).toBe('degraded');
    expect(codes(found)).toEqual(['error http/not-found']);
    expect(found.summary).toContain('not as asked at 127.0.0.1, which curl tries first');
    const other = { ...localhost, name: 'shop.test' };
    expect(diagnosed('http://shop.test:8000/new', { names: other, probes }, here).verdict).toBe('reachable');
  });
});
