import { expect, it } from 'vitest';
import { machine } from '../../programs/situation.js';
import { diagnosed, errors, hanging, listener, probe, running } from '../../support/healthy.js';
import { answer } from '../../support/talks.js';

const unanswered = hanging(8000);
const command = ['python3', '-m', 'http.server', '8000'];

const full = (open: number) => [running(42, command, { descriptors: { open, soft: 16, hard: 4096 } })];

it('finds a server at its limit of descriptors', () => {
  const diagnosis = diagnosed('8000', { processes: full(16), probes: unanswered });
  expect(errors(diagnosis)).toEqual(['process/fd-limit']);
});

it('finds it of the parent that accepts alone, whose child has the socket for nothing', () => {
  const child = running(43, command, { parent: 42 });
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const seen = (open: number, more: object = { resampled }) =>
    errors(diagnosed('8000', { processes: [...full(open), child], owners, probes: unanswered, ...more }));
  expect(seen(16)).toEqual(['process/fd-limit']);
  expect(seen(9)).toEqual(['process/hung']);
  // The child has taken and read what came.
  expect(seen(16, {})).not.toContain('process/fd-limit');
});

it('is no fault of one that answers, however many it has', () => {
  expect(errors(diagnosed('8000', { processes: full(16) }))).toEqual([]);
});

it('is no fault of one that answers for another page', () => {
  const root = { ...probe('127.0.0.1', 8000).conversations[0]!, reason: 'root' as const };
  const probes = unanswered.map(each => ({
    ...each,
    conversations: [{ ...each.conversations[0]!, path: '/a' }, root],
  }));
  const seen = diagnosed('http://127.0.0.1:8000/a', { processes: full(16), probes });
  expect(errors(seen)).toEqual(['http/no-response']);
});

it.each([
  ['answers 500 Internal Server Error', 'answered'],
  ['closes the connection without an answer', 'closed'],
] as const)(
  'finds one that takes a connection, and has none left for what its answer takes: %s',
  (says, outcome) => {
    const http = outcome === 'answered' ? { ...answer(500), reason: 'Internal Server Error' } : null;
    const probes = hanging(8000).map(each => {
      const [asked] = each.conversations;
      const other = { ...asked!, reason: 'tls-proof' as const };
      return { ...each, conversations: [{ ...asked!, path: '/', outcome, http }, other] };
    });
    const seen = (open: number, target: string) => diagnosed(target, { processes: full(open), probes });
    expect(seen(15, 'http://127.0.0.1:8000/').causes[0]).toMatchObject({
      code: 'process/fd-limit',
      summary: expect.stringContaining(`open what the answer takes: it ${says}.`),
    });
    expect(errors(seen(12, 'http://127.0.0.1:8000/'))).not.toContain('process/fd-limit');
    expect(errors(seen(15, '8000'))).not.toContain('process/fd-limit');
  },
);

it('is not what silences one with room to spare', () => {
  expect(errors(diagnosed('8000', { processes: full(12), probes: unanswered }))).toEqual(['process/hung']);
});

it('is not what silences a server of several workers of which one has room to spare', () => {
  const processes = [...full(16), running(43, command, { descriptors: { open: 9, soft: 16, hard: 4096 } })];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  const seen = diagnosed('8000', { processes, owners, probes: unanswered });
  expect(errors(seen)).not.toContain('process/fd-limit');
});

it('raises the soft limit alone where the hard one has room, which its owner may do', () => {
  const fix = diagnosed('8000', { processes: full(16), probes: unanswered }).causes[0]?.fixes[0];
  expect(fix).toMatchObject({
    steps: [{ do: 'run', command: 'prlimit --nofile=4096: --pid 42' }],
    needsRoot: false,
  });
});

it('raises it up to the hard limit where that has room, beyond which the root of a container may not', () => {
  const processes = [running(42, command, { descriptors: { open: 16, soft: 16, hard: 900 } })];
  const fix = diagnosed('8000', { processes, probes: unanswered }).causes[0]?.fixes[0];
  expect(fix).toMatchObject({
    steps: [{ do: 'run', command: 'prlimit --nofile=900: --pid 42' }],
    needsRoot: false,
  });
});

it('finds one of libuv, which takes connections at its limit and hangs up on them', () => {
  const probes = hanging(8000).map(each => ({
    ...each,
    conversations: each.conversations.map(one => ({ ...one, outcome: 'closed' as const })),
  }));
  const diagnosis = diagnosed('8000', { processes: full(16), probes });
  expect(errors(diagnosis)).toEqual(['process/fd-limit']);
  expect(errors(diagnosed('8000', { processes: full(12), probes }))).not.toContain('process/fd-limit');
});

it('starts a server again whose hard limit not even root may raise', () => {
  const processes = [running(42, command, { descriptors: { open: 16, soft: 16, hard: 16 } })];
  const fixBy = (canRaiseLimits: boolean) =>
    diagnosed('8000', { processes, probes: unanswered, machine: { ...machine, uid: 0, canRaiseLimits } })
      .causes[0]?.fixes[0];
  expect(fixBy(true)).toMatchObject({ steps: [{ command: 'prlimit --nofile=4096:4096 --pid 42' }] });
  expect(fixBy(false)).toMatchObject({
    title: expect.stringContaining('Start it again'),
    steps: [
      { do: 'stop', pid: 42 },
      { do: 'run', background: true },
    ],
  });
});
