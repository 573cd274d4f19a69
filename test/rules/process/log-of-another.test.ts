import { describe, expect, it } from 'vitest';
import type { LogExcerpt } from '../../../src/facts/logs/types.js';
import { isOfAnother, isOfScript } from '../../../src/rules/process/log-of-another.js';

const log = (path: string, ...lines: readonly string[]): LogExcerpt => ({
  path,
  modifiedAt: 9000,
  because: 'caller-directory',
  lines,
  pid: null,
});
const crash = 'RuntimeError: boom';

describe('a log that is none of the server of port 8000', () => {
  it.each([
    ['of a server that said another port', log('/srv/api.log', ' * Running on http://127.0.0.1:3000', crash)],
    ['of a run of tests, by its name', log('/srv/unit-test.log', crash)],
    ['of tests, by the name with the day', log('/srv/pytest-2026.log', crash)],
    ['of tests, by its sums', log('/srv/out.log', crash, '=== 1 failed, 3 passed in 0.2s ===')],
    ['of unittest', log('/srv/out.log', crash, 'Ran 12 tests in 0.4s')],
    ['of tests that failed, and what npm says of it', log('/srv/out.log', '  1 failing', crash, ...'12345')],
    ["of Rails' tests", log('/srv/log/test.log', crash)],
    ['of a worker', log('/srv/celery.log', crash)],
    [
      'that lies in /tmp beside a server that was started there',
      { ...log('/tmp/job.log', crash), because: 'process-directory' as const },
    ],
    ['of a failed build', log('/srv/logs/build.log', 'src/a.ts(1,1): error TS2304')],
  ])('%s', (_, each) => {
    expect(isOfAnother(each, 8000)).toBe(true);
  });

  it.each([
    ['that lies in /tmp where the caller stands', log('/tmp/shop.log', crash)],
    ['that names no port', log('/srv/nohup.out', crash)],
    ['that said this one', log('/srv/api.log', ' * Running on http://127.0.0.1:8000', crash)],
    [
      'that said another one, for its metrics, and names this one',
      log('/srv/a.log', 'metrics listening on port 9090', 'cannot serve :8000', crash),
    ],
    ['of a server that is called latest', log('/srv/latest.log', crash)],
    ['that lies in a folder for tests', log('/srv/unit-test/app.log', crash)],
    ['of what somebody tried', log('/srv/test.log', crash)],
    [
      'that has the name of a task and names the port',
      log('/srv/worker.log', 'node web.js --port 8000', crash),
    ],
    [
      'that said where its debugger listens',
      log('/srv/a.log', 'Debugger listening on ws://127.0.0.1:9229/1b', crash),
    ],
    ['that said where it has its queue', log('/srv/a.log', 'booted with redis://localhost:6379', crash)],
    [
      'of a server that was started once its tests had passed',
      log('/srv/a.log', '  3 passing (5ms)', '> start', '> node web.js', crash, '  at a.js:1', '  at b.js:2'),
    ],
    [
      'of a unit, which was looked for by the port',
      { ...log('/j', 'listening on port 1', crash), because: 'unit' as const },
    ],
  ])('not one %s', (_, each) => {
    expect(isOfAnother(each, 8000)).toBe(false);
  });
});

it('is one of whoever was asked for by name, whatever port it said', () => {
  expect(isOfAnother(log('/srv/shop.log', 'Listening on port 3000', crash), 0)).toBe(false);
  expect(isOfAnother(log('/srv/celery.log', crash), 0)).toBe(true);
});

describe('the end of a script', () => {
  const script = log('/srv/nohup.out', 'Traceback (most recent call last):', "KeyError: 'USER'");

  it.each([
    ['is none of the database whose port was asked for', script, 5432, true],
    ['may be that of a server on another port', script, 8000, false],
    ['may be that of a server on FastCGI’s port', script, 9000, false],
    ['counts where it names the port', log('/srv/nohup.out', ...script.lines, 'on port 5432'), 5432, false],
    ['is none of a program that is no script', log('/srv/pg.log', 'FATAL:  lock file exists'), 5432, false],
  ])('%s', (_, each, port, is) => expect(isOfScript(each, port)).toBe(is));
});
