import { expect, it } from 'vitest';
import { codes, diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const other = running(42, ['python3', '-m', 'http.server', '80'], {
  startedAt: now - 9000,
  directory: '/srv',
});
const told = {
  path: '/srv/nginx.log',
  modifiedAt: now - 500,
  because: 'caller-directory' as const,
  pid: null,
  lines: ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)'],
};
const machine = (more: object) =>
  diagnosed('8080', {
    sockets: [],
    listeners: [listener('0.0.0.0', 80)],
    owners: { pidsByInode: { 5080: [42] }, hidden: [] },
    processes: [other],
    probes: [probe('127.0.0.1', 8080, 'refused'), probe('10.0.0.1', 8080, 'refused')],
    ...more,
  });
const idle = {
  title: 'nginx',
  ports: [80, 8080],
  files: ['/etc/nginx/nginx.conf'],
  logs: ['/var/log/nginx/error.log'],
  units: ['nginx'],
  test: null,
};
const subject = { port: 8080, otherPorts: [], pids: [], idle };

it('names the holder of another port that the server wants, by its configuration', () => {
  const log = { ...told, path: '/var/log/nginx/error.log', because: 'program' as const };
  const { causes } = machine({ logs: [log], subject });
  expect(causes[0]).toMatchObject({
    code: 'port/taken',
    summary: expect.stringMatching(/holds port 80; nginx wants that one as well as 8080/),
  });
});

it('names it by what the server said of the port that was asked for', () => {
  const lines = ['shop ready on http://localhost:8080', ...told.lines];
  expect(errors(machine({ logs: [{ ...told, lines }] }))).toEqual(['port/taken']);
  // A low port that it may not have ends it too.
  const denied = [lines[0]!, 'listen tcp :80: bind: permission denied'];
  expect(errors(machine({ logs: [{ ...told, lines: denied }] }))[0]).toBe('process/crashed');
});

it('takes who was in the way for none that was meant, and says where the start is told of', () => {
  const { causes } = machine({ logs: [told] });
  expect(causes[0]).toMatchObject({
    code: 'port/nothing-listens',
    evidence: [{}, { says: expect.stringContaining('nginx.log says: nginx: [emerg]') }],
  });
});

it('is of those that ended alone', () => {
  const lines = ['shop ready on http://localhost:8080', ...told.lines];
  const log = { ...told, lines };
  const writer = running(50, ['nginx'], { output: log.path, errors: log.path });
  expect(codes(machine({ logs: [log], processes: [other, writer] }))).not.toContain('error port/taken');
});
