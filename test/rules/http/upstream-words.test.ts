import { expect, it } from 'vitest';
import type { LogExcerpt } from '../../../src/facts/logs/types.js';
import type { Unit } from '../../../src/facts/units/types.js';
import type { EndedUpstream } from '../../../src/facts/upstreams/types.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { lastWordsOf } from '../../../src/rules/http/upstream-words.js';
import { healthy, now, probe } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

const fault = (ended: EndedUpstream = { units: [], written: [] }) =>
  faultOf(
    upstreamState(
      {},
      {
        probes: [{ ...probe('127.0.0.1', 3000, 'refused'), because: 'upstream' }],
        elsewhere: null,
        ended,
      },
    ),
  )!;
const trace = ['Starting', "ModuleNotFoundError: No module named 'mysite'"];
const log = (lines = trace, more: Partial<LogExcerpt> = {}): LogExcerpt[] => [
  {
    path: '/srv/nohup.out',
    modifiedAt: now - 60_000,
    because: 'caller-directory',
    lines,
    pid: null,
    ...more,
  },
];
const around = (logs: LogExcerpt[]) => ({
  logs,
  pm2: [],
  machine: healthy(80).machine as never,
  logged: null,
});

it('quotes the log of an application that has ended', () => {
  const words = lastWordsOf(fault(), around(log()));
  expect(words?.says).toBe("/srv/nohup.out ends with: ModuleNotFoundError: No module named 'mysite'");
  expect(words?.log).toBe('  tail -n 20 /srv/nohup.out');
});

it('takes no connection that was refused to the proxy itself for the end of the application', () => {
  const said = (...lines: readonly string[]) => lastWordsOf(fault(), around(log([...lines])))?.says;
  expect(said(' ✓ Ready in 3.4s', "[AggregateError: ] { code: 'ECONNREFUSED' }")).toBeUndefined();
  expect(said('http proxy error: /api/users', 'AggregateError [ECONNREFUSED]: ')).toBeUndefined();
  expect(said('Error: connect ECONNREFUSED 127.0.0.1:5432')).toContain('127.0.0.1:5432');
});

it('quotes the unit that failed before any log that lies here', () => {
  const unit = {
    name: 'shop.service',
    scope: 'system',
    activeState: 'failed',
    result: 'exit-code',
    exitStatus: 1,
    log: ["KeyError: 'SECRET'"],
  } as unknown as Unit;
  const words = lastWordsOf(fault({ units: [unit], written: [] }), around(log()));
  expect(words?.says).toBe("shop.service ended (exit-code, status 1); its last word: KeyError: 'SECRET'");
});

it('tells of a program that supervisord starts again and again', () => {
  const ends = ['14:57:18', '14:57:20'].map(
    time => `2026-11-21 ${time},695 WARN exited: shop (exit status 1; not expected)`,
  );
  const because = 'program' as const;
  const main = log(ends, { path: '/var/log/supervisord.log', because, modifiedAt: now - 1000 });
  const words = lastWordsOf(fault(), around([...main, ...log(trace, { because })]));
  expect(words?.says).toBe(
    "supervisord starts shop again and again, and it ended the last time with exit status 1; its last word: ModuleNotFoundError: No module named 'mysite'",
  );
  expect(words?.log).toBe('  tail -n 50 /srv/nohup.out');
});

it.each([
  ['somebody still writes to', fault({ units: [], written: ['/srv/nohup.out'] }), log()],
  ['is old', fault(), log(trace, { modifiedAt: now - 90_000_000 })],
  ['is about another port', fault(), log(['Error: cannot serve on port 9000'])],
  ['is of the process in front', fault(), log(trace, { because: 'process-directory' })],
  ['is the one of nginx', fault(), log(['2026/11/20 [crit] 29#29: *5 no such thing'])],
])('quotes no log that %s', (_, of, logs) => expect(lastWordsOf(of, around(logs))).toBeUndefined());
