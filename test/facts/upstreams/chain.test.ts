import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { lastInRow } from '../../../src/facts/upstreams/chain.js';
import type { PassedHost } from '../../../src/programs/proxies/host-passed.js';
import { realSystem } from '../../../src/system/real.js';
import { answer, attempt, mute, said, shaken } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

const second = spawn(
  process.execPath,
  [
    '-e',
    'process.title = "haproxy"; const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let port = 0;
beforeAll(async () => {
  const [line] = await once(second.stdout, 'data');
  port = Number(String(line));
});
afterAll(() => void second.kill('SIGKILL'));

const state = (heard: Parameters<typeof attempt>[0], line = 1, at = port) =>
  upstreamState(
    { host: '127.0.0.1', port: at, line },
    { addresses: ['127.0.0.1'], probes: [attempt(heard, { address: '127.0.0.1', port: at })] },
  );
const gone = () =>
  upstreamState(
    { line: 2 },
    { probes: [attempt([], { address: '127.0.0.1', port: 3000, outcome: 'refused' })] },
  );
let handed: string | null | undefined;
const row = (
  first: ReturnType<typeof state>,
  behind: ReturnType<typeof state>,
  time = 9000,
  host?: PassedHost,
) =>
  lastInRow(
    realSystem,
    { proxy: 'nginx', upstreams: [first], logged: null },
    { addresses: [], host: 'shop.test', deadline: performance.now() + time },
    async ({ probes }) => {
      handed = probes[0]?.conversations[0]?.name;
      return known(
        { proxy: 'haproxy', upstreams: [behind], logged: null, ...(host && { host }) },
        'the test',
      );
    },
  );
const stopped = { pids: [7], name: 'haproxy', foreign: false };
const unavailable = [said({ http: answer(503) })];

it.each([
  ['says that nobody is behind it', unavailable],
  ['waits for that itself', [mute({ outcome: 'silent' })]],
])('looks behind the second proxy, which %s', async (_, heard) =>
  expect(await row(state(heard), gone())).toMatchObject({
    proxy: 'haproxy',
    upstreams: [{ upstream: { line: 2 } }],
    fronts: [{ proxy: 'nginx', upstream: { port } }],
  }),
);

it('looks behind a second proxy that turns the name away for the one that it hands on', async () => {
  const refusing = (more = {}) =>
    state([said({ http: answer(400) }), said({ reason: 'tls-proof', ...more })]);
  const behind = { host: 'app', place: 'b.conf:3', setting: 'ProxyPreserveHost On', edit: null };
  const application = state([said()], 2);
  expect(await row(refusing(), application, 9000, behind)).toMatchObject({ host: behind, fronts: [{}] });
  expect(await row(refusing(), application)).not.toHaveProperty('fronts');
  // It wants TLS, and its own answer tells so.
  expect(await row(refusing({ tls: shaken() }), application, 9000, behind)).not.toHaveProperty('fronts');
});

it('finds nobody silent in no time', async () =>
  expect(await row(state(unavailable), gone(), 100)).not.toHaveProperty('fronts'));

it('asks the second one as the first one does, by the name of the client', async () => {
  await row(state(unavailable), gone());
  expect(handed).toBe('shop.test');
});

it.each([
  ['the second one answers', () => [state([said()]), gone()] as const],
  ['what is behind it works', () => [state(unavailable), state([said()], 2)] as const],
  ['it leads to itself', () => [state(unavailable), state(unavailable)] as const],
  ['the second one is stopped', () => [{ ...state(unavailable), stopped }, gone()] as const],
  ['nobody listens there', () => [state(unavailable, 1, 1), gone()] as const],
])('does not where %s', async (_, pair) => expect(await row(...pair())).not.toHaveProperty('fronts'));
