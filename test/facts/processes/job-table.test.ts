import { expect, it } from 'vitest';
import { stoppedIn, tableWith } from '../../../src/facts/processes/job-table.js';
import type { Job } from '../../../src/facts/processes/shell-memory.js';
import { running } from '../../support/healthy.js';

const TTOU = 22;
const STOP = 19;
const job = (signal: number): Job => ({ group: 42, spared: false, pid: 42, status: (signal << 8) | 0x7f });
const child = running(43, ['flask', 'run'], { parent: 42, processGroup: 42, state: 'T' });

it.each([
  ['the first process of a job', running(42, ['flask', 'run'], { state: 'T' }), STOP, { stoppedBy: 'STOP' }],
  ['a child, by what the terminal sends to all of them', child, TTOU, { stoppedBy: 'TTOU' }],
  ['a child, when somebody stopped the first one alone', child, STOP, {}],
  ['a child of another job', { ...child, processGroup: 50 }, TTOU, {}],
  ['one that runs', { ...child, state: 'S' }, TTOU, {}],
])('tells what stopped %s', (_, process, signal, expected) => {
  expect(stoppedIn([job(signal)], process)).toEqual(expected);
});

it('goes by the table of another shell of the session only where it is in there', () => {
  const shell = (pid: number, name: string) =>
    running(pid, [name], { name, session: 10, processGroup: pid, terminal: '/dev/pts/0' });
  const server = running(42, ['flask', 'run'], { parent: 10, session: 10, processGroup: 42 });
  const of = (leader: string, jobs: Readonly<Record<number, readonly Job[]>>) =>
    tableWith(server, [shell(10, leader), shell(20, 'bash'), server], ({ pid }) => jobs[pid]);
  expect(of('fish', { 20: [] })).toBeUndefined();
  expect(of('bash', { 10: [], 20: [] })).toEqual([]);
  expect(of('bash', { 10: [], 20: [job(STOP)] })).toEqual([job(STOP)]);
});
