import { expect, it } from 'vitest';
import { diagnosed, hanging, probe, running } from '../../support/healthy.js';

const probes = hanging(8000);
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

it('keeps what one writes that was stopped for writing, and what another had in its own log', () => {
  const commandOf = (more: object) => {
    const [first] = causes({ stoppedBy: 'TTOU', errors: '/dev/pts/1', ...more });
    expect(first).toMatchObject({ code: 'process/stopped', summary: expect.stringContaining('SIGTTOU') });
    return first?.fixes[0]?.steps?.at(-1);
  };
  expect(commandOf({ output: '/dev/pts/1' })).toMatchObject({
    command: 'nohup python3 server.py >>nohup.out 2>&1 </dev/null',
  });
  expect(commandOf({ output: '/var/log/shop.log' })).toMatchObject({
    command: 'python3 server.py >>/var/log/shop.log 2>>nohup.out </dev/null',
  });
});

it('keeps what a reloader writes, whose child was stopped with it', () => {
  const stopped = { ...job, stoppedBy: 'TTOU', output: '/dev/pts/1', errors: '/dev/pts/1' };
  const command = ['python3', '-m', 'flask', '--debug', 'run'];
  const [first] = diagnosed('8000', {
    processes: [
      running(41, command, { ...stopped, children: [42] }),
      running(42, command, { ...stopped, parent: 41, processGroup: 41 }),
    ],
    probes,
  }).causes;
  expect(first?.code).toBe('process/stopped');
  expect(first?.fixes[0]?.steps?.at(-1)).toMatchObject({
    command: 'nohup python3 -m flask --debug run >>nohup.out 2>&1 </dev/null',
  });
});

it.each([{ stoppedBy: 'TSTP' }, { stoppedBy: 'STOP' }, {}])('is ruled out for %j', more => {
  expect(causes(more).map(cause => cause.code)).not.toContain('background/needs-terminal');
});

it('finds one that asks something before it listens', () => {
  const processes = [running(42, ['bash', 'start.sh', '8000'], { ...job, stoppedBy: 'TTIN' })];
  const refused = ['127.0.0.1', '10.0.0.1'].map(host => probe(host, 8000, 'refused'));
  const nobody = { sockets: [], owners: { pidsByInode: {}, hidden: [] }, probes: refused };
  const { causes } = diagnosed('8000', { ...nobody, processes });
  expect(causes.map(({ code }) => code)).toContain('background/needs-terminal');
});
