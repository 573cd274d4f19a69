import { expect, it } from 'vitest';
import { diagnosed, errors, hanging, listener, probe, running } from '../../support/healthy.js';

const unanswered = hanging(8000);

it('finds the orphan that inherited the socket', () => {
  const processes = [running(42, ['sleep', '600'], { waitChannel: 'hrtimer_nanosleep' })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).toEqual(['port/held-by-child']);
});

it('finds it too where those who wait for it have filled the queue', () => {
  const processes = [running(42, ['sleep', '600'], { waitChannel: 'hrtimer_nanosleep' })];
  const sockets = [listener('0.0.0.0', 8000, { queue: { used: 6, limit: 5 } })];
  const probes = [probe('127.0.0.1', 8000, 'timeout'), probe('10.0.0.1', 8000, 'timeout')];
  expect(errors(diagnosed('8000', { processes, sockets, resampled: sockets, probes }))).toEqual([
    'port/held-by-child',
  ]);
});

it('does not take a server that hangs for one', () => {
  const processes = [running(42, ['python3', 'server.py'], { waitChannel: 'futex_wait_queue' })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('port/held-by-child');
});

it.each([
  [['uwsgi', '--http-socket', ':9000', '--wsgi-file', 'app.py']],
  [['/srv/bin/shop', '--listen', '0.0.0.0:8000']],
])('does not take a compiled server that waits for something else for one: %j', command => {
  const processes = [running(42, command, { waitChannel: 'hrtimer_nanosleep', parent: 1 })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('port/held-by-child');
});
