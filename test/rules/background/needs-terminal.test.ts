import { expect, it } from 'vitest';
import { diagnosed, probe, running } from '../../support/healthy.js';

const silent = { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 6000 } as const;
const probes = [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'connected', silent)];
const job = {
  state: 'T',
  terminal: 'pts/1',
  session: 10,
  foregroundGroup: 10,
  ignored: [],
  input: '/dev/pts/1',
};
const causes = (more: object) =>
  diagnosed('8000', { processes: [running(42, ['python3', 'server.py'], { ...job, ...more })], probes })
    .causes;

it('finds a background job that was stopped for reading its terminal, and starts it without', () => {
  const found = causes({ stoppedBy: 'TTIN' }).find(cause => cause.code === 'background/needs-terminal');
  expect(found).toMatchObject({ severity: 'warning', summary: expect.stringContaining('SIGTTIN') });
  expect(found?.fixes[0]?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining('</dev/null') });
});

it.each([{ stoppedBy: 'TSTP' }, { stoppedBy: 'STOP' }, {}])('is ruled out for %j', more => {
  expect(causes(more).map(cause => cause.code)).not.toContain('background/needs-terminal');
});
