import { describe, expect, it } from 'vitest';
import type { Container } from '../../../src/facts/namespaces/types.js';
import { entry, unit } from '../../programs/situation.js';
import { container } from '../../support/ground.js';
import { diagnosed, errors, now, probe } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const log = (age: number) => [
  {
    path: '/srv/nohup.out',
    modifiedAt: now - age,
    because: 'caller-directory' as const,
    lines: ['starting', 'Killed'],
    pid: null,
  },
];

it('finds a server that a signal ended', () => {
  expect(errors(diagnosed('8000', { ...nobody, logs: log(60_000) }))[0]).toBe('process/killed');
});

it('finds one that supervisord saw killed', () => {
  const line = '2026-11-21 14:57:59,139 WARN exited: shop (terminated by SIGKILL; not expected)';
  const [own] = log(60_000);
  const logs = [{ ...own!, path: '/var/log/supervisor/supervisord.log', lines: [line] }];
  const diagnosis = diagnosed('8000', { ...nobody, logs });
  expect(errors(diagnosis)[0]).toBe('process/killed');
  expect(diagnosis.causes[0]?.evidence[0]?.says).toContain('terminated by SIGKILL');
});

it.each(['make: *** [Makefile:2: run] Killed', 'make[1]: *** [run] Killed'])('finds it in %s', line => {
  const [own] = log(60_000);
  const said = (each: string) =>
    diagnosed('8000', { ...nobody, logs: [{ ...own!, lines: ['python3 shop.py', each] }] });
  expect(errors(said(line))[0]).toBe('process/killed');
  expect(errors(said(line.replace('Killed', 'Terminated')))[0]).not.toBe('process/killed');
});

it('starts a unit again', () => {
  const units = [unit({ activeState: 'failed', subState: 'failed', result: 'signal', signal: 9 })];
  const [cause] = diagnosed('8000', { ...nobody, units }).causes;
  expect(cause?.code).toBe('process/killed');
  expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'systemctl restart shop.service' }]);
});

it.each([
  ['SIGKILL', 0, 'process/killed'],
  ['SIGINT', 1, 'process/crashed'],
  ['SIGINT', 0, 'port/nothing-listens'],
])('tells how an entry of PM2 ended that is not started again: %s, %d', (signal, code, expected) => {
  const line = `App [shop:0] exited with code [${code}] via signal [${signal}]`;
  const end = { code, signal, line, path: '/root/.pm2/pm2.log' };
  const pm2 = [entry({ status: 'stopped', ports: [8000], restarts: 0, end })];
  const [cause] = diagnosed('8000', { ...nobody, pm2 }).causes;
  expect(cause?.code).toBe(expected);
  const start = [{ do: 'run', command: expect.stringContaining('restart shop') }];
  expect(cause?.fixes[0]?.steps).toEqual(code === 1 ? undefined : start);
});

it('does not believe an old log', () => {
  expect(errors(diagnosed('8000', { ...nobody, logs: log(80_000_000) }))).toEqual(['port/nothing-listens']);
});

describe('a container that ended with status 137', () => {
  const shop = container('shop', {
    running: false,
    exitCode: 137,
    published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }],
  });
  const first = (more: Partial<Container>) =>
    diagnosed('8000', { ...nobody, containers: [{ ...shop, ...more }] }).causes[0];

  it('was stopped by somebody, and is started again', () => {
    const cause = first({});
    expect(cause?.summary).toContain('and not for want of memory');
    expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'docker start shop' }]);
  });

  it('ran out of memory, where its engine says so', () => {
    const cause = first({ outOfMemory: true });
    expect(cause?.summary).toBe('Container shop was killed because memory ran out.');
    expect(cause?.fixes[0]?.steps).toBeUndefined();
  });

  it.each([
    [137, 'process/killed'],
    [3, 'process/crashed'],
    [0, 'port/nothing-listens'],
  ] as const)('is known by its name, though it publishes nothing: status %i is %s', (exitCode, code) => {
    const subject = { port: null, otherPorts: [], pids: [], scheme: null };
    const containers = [{ ...shop, published: [], exitCode }];
    const [cause] = diagnosed('shop', { ...nobody, subject, containers }).causes;
    expect(cause?.code).toBe(code);
    expect(cause?.fixes[0]).toMatchObject(
      code === 'process/crashed'
        ? { text: expect.stringContaining('docker start shop') }
        : { steps: [{ do: 'run', command: 'docker start shop' }] },
    );
  });

  it.each([0, 143])('is no killed one with %i, but a stopped one', exitCode => {
    const cause = first({ exitCode });
    expect(cause?.code).toBe('port/nothing-listens');
    expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'docker start shop' }]);
  });
});
