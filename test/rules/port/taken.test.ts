import { expect, it } from 'vitest';
import { entry } from '../../programs/situation.js';
import { container } from '../../support/ground.js';
import { codes, diagnosed, errors, now, running } from '../../support/healthy.js';

const log = (age: number) => ({
  path: '/srv/nohup.out',
  modifiedAt: now - age,
  because: 'process-directory' as const,
  lines: ['OSError: [Errno 98] Address already in use'],
  pid: null,
});

it('warns of a newer start that could not have the port, while the holder answers', () => {
  expect(codes(diagnosed('8000', { logs: [log(60_000)] }))).toEqual(['warning port/taken']);
});

it('finds the holder when the process that was meant is asked about', () => {
  const meant = running(60, ['node', 'app.js']);
  const subject = { port: 8000, otherPorts: [], pids: [60], scheme: null };
  const server = running(42, ['python3', '-m', 'http.server', '8000']);
  const diagnosis = diagnosed('8000', { subject, processes: [server, meant] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
});

it('does not believe a log that is older than the holder', () => {
  expect(codes(diagnosed('8000', { logs: [log(2 * 3_600_000)] }))).toEqual([]);
});

it('finds the holder that keeps an entry of PM2 from its port', () => {
  const shop = entry({
    pid: 60,
    restarts: 9,
    startedAt: now - 500,
    log: ['Error: listen EADDRINUSE: address already in use :::8000'],
  });
  expect(codes(diagnosed('8000', { pm2: [shop] }))).toContain('warning port/taken');
  const steady = { ...shop, startedAt: now - 3_600_000 };
  expect(codes(diagnosed('8000', { pm2: [steady] }))).not.toContain('warning port/taken');
});

it('finds the holder that keeps a container from its port, by the container’s name', () => {
  const shop = container('shop', {
    running: false,
    published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }],
  });
  const subject = { port: 8000, otherPorts: [], pids: [], scheme: null };
  const diagnosis = diagnosed('shop', { subject, containers: [shop] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
  expect(diagnosis.causes[0]?.summary).toContain('container shop does not run, and could not have it');
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'stop', pid: 42 },
    { do: 'run', command: 'docker start shop' },
  ]);
  const running = { ...shop, running: true };
  expect(errors(diagnosed('shop', { subject, containers: [running] }))).toEqual([]);
  expect(codes(diagnosed('8000', { containers: [shop] }))).toEqual([]);
});

it('finds the holder that keeps a stopped entry of PM2 from its port, by the entry’s name', () => {
  const subject = { port: 8000, otherPorts: [], pids: [], scheme: null };
  const shop = entry({ status: 'stopped', pid: 0 });
  const diagnosis = diagnosed('shop', { subject, pm2: [shop] });
  expect(errors(diagnosis)).toEqual(['port/taken']);
});
