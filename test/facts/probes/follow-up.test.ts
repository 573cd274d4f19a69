import { expect, it } from 'vitest';
import { nextCalls } from '../../../src/facts/probes/follow-up.js';
import { askingOf } from '../../../src/facts/probes/plan.js';
import { serviceAt } from '../../../src/facts/probes/well-known.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { answer, mute, said, shaken, unshaken } from '../../support/talks.js';

const target = parseTarget('10.77.0.9:8000');
const plan = {
  protocol: 'tcp',
  address: '10.77.0.9',
  port: 8000,
  local: false,
  question: askingOf(target, 8000),
} as const;

const hangsUp = [mute(), mute({ reason: 'tls-proof', asked: 'https', tls: unshaken() })];
const service = (outcome: 'closed' | 'silent') => mute({ reason: 'service', asked: 'service', outcome });

it('asks in one protocol after the other while a server hangs up on each', () => {
  expect(nextCalls(plan, hangsUp)).toMatchObject([{ how: 'http2' }]);
  expect(nextCalls(plan, [...hangsUp, service('closed')])).toMatchObject([{ how: 'memcached' }]);
});

it('gives a handshake its time where a plain request was ended: the first one of a Java server takes a second', () => {
  const own = { ...plan, local: true };
  expect(nextCalls(own, [mute()])[0]?.patience).toBeGreaterThanOrEqual(3000);
});

it('tries TLS where Webmin says with a good status that it is to be asked so', () => {
  const body = 'This web server is running in SSL mode. Try the URL https://stage:10000/ instead.';
  const url = { ...plan, question: askingOf(parseTarget('http://10.77.0.9:8000/'), 8000) };
  expect(nextCalls(url, [said({ http: { ...answer(200), body } })])).toMatchObject([{ reason: 'tls-proof' }]);
  expect(nextCalls(url, [said({ http: answer(200) })])).toEqual([]);
});

it('asks in all others at once where it keeps still', () => {
  const calls = nextCalls(plan, [...hangsUp, service('closed'), service('closed'), service('silent')]);
  expect(calls.map(({ how }) => how)).toEqual([
    'fastcgi',
    'uwsgi',
    'ajp',
    'proxy-protocol',
    'proxy-protocol-tls',
  ]);
  const all = [...hangsUp, ...Array.from({ length: 8 }, () => service('silent'))];
  expect(nextCalls(plan, all)).toMatchObject([{ reason: 'wait' }]);
  expect(nextCalls(plan, [...all, mute({ reason: 'wait', asked: 'listen' })])).toEqual([]);
});

it('tries TLS where a service ends its own question without a byte', () => {
  const redis = { ...plan, question: { ...plan.question, service: 'redis', sure: true } } as const;
  const first = mute({ asked: 'service', service: 'redis', outcome: 'reset' });
  expect(nextCalls(redis, [first])).toMatchObject([{ reason: 'tls-proof', how: 'tls', service: 'redis' }]);
  expect(nextCalls(redis, [first, mute({ reason: 'tls-proof', asked: 'tls', tls: unshaken() })])).toEqual([]);
});

it('asks in plain text at a port of mail, but goes on in HTTP where no greeting comes', () => {
  const mail = { ...plan, port: 587, question: askingOf(parseTarget('https://10.77.0.9:587/'), 587) };
  const first = mute({
    asked: 'https',
    outcome: 'tls-failed',
    tls: unshaken({ error: 'WRONG_VERSION_NUMBER' }),
  });
  expect(nextCalls(mail, [first])).toMatchObject([{ reason: 'plain-proof', how: 'greeting', sure: false }]);
});

it('waits in TLS, once, for whoever shakes hands and hangs up on HTTP, where a port alone was asked', () => {
  const proof = mute({ reason: 'tls-proof', asked: 'https', tls: shaken() });
  expect(nextCalls(plan, [mute(), proof])).toMatchObject([{ reason: 'wait', how: 'tls', service: 'silent' }]);
  expect(nextCalls(plan, [mute(), proof, mute({ reason: 'wait', asked: 'tls' })])).toEqual([]);
  const url = { ...plan, question: askingOf(parseTarget('http://10.77.0.9:8000/'), 8000) };
  expect(nextCalls(url, [mute(), proof])).toEqual([]);
});

it('waits for the greeting of a server that takes a GET for a mistake, and once', () => {
  const early = said({ http: null, protocol: 'smtp', banner: '554 5.5.1 Error: no valid recipients' });
  expect(nextCalls(plan, [early])).toMatchObject([{ reason: 'wait', how: 'greeting', sure: true }]);
  expect(nextCalls(plan, [early, said({ ...early, reason: 'wait', asked: 'listen' })])).toEqual([]);
  expect(nextCalls(plan, [{ ...early, banner: '220 mx ESMTP' }])).toEqual([]);
});

it('asks in HTTP where nobody answers in the words of a service that the port alone suggests, and once', () => {
  const asking = (typed: string, speaks?: 'other') => ({
    ...plan,
    port: 5432,
    question: askingOf(parseTarget(typed), 5432, { speaks }),
  });
  const first = mute({ asked: 'service', service: 'postgresql', outcome: 'silent' });
  const guessed = asking('10.77.0.9:5432');
  expect(nextCalls(guessed, [first])).toMatchObject([{ reason: 'plain-proof', how: 'http' }]);
  expect(nextCalls(guessed, [first, mute({ reason: 'plain-proof', outcome: 'silent' })])).toEqual([]);
  expect(nextCalls(asking('10.77.0.9:5432', 'other'), [first])).toEqual([]);
});

it('asks whether a client certificate is wanted where a server hangs up after TLS 1.3, and once', () => {
  const asked = { ...plan, question: askingOf(parseTarget('https://10.77.0.9:8000/'), 8000) };
  const reasons = (...said: Parameters<typeof nextCalls>[1]) =>
    nextCalls(asked, said).map(({ reason }) => reason);
  const first = mute({ asked: 'https', tls: shaken() });
  expect(reasons(first)).toEqual(['client-certificate']);
  expect(reasons(first, mute({ asked: 'tls', reason: 'client-certificate' }))).not.toContain(
    'client-certificate',
  );
  expect(reasons(mute({ asked: 'https', tls: shaken({ version: 'TLSv1.2' }) }))).not.toContain(
    'client-certificate',
  );
});

it('asks for TLS on a port that is one for that, whatever program has it', () => {
  expect(serviceAt(8883, 'other', 'Mosquitto', null)).toBe('tls');
  expect(serviceAt(993, 'server-first', 'Dovecot', null)).toBe('tls');
  expect(serviceAt(1883, 'other', 'Mosquitto', null)).toBe('mqtt');
});

it('tries TLS where a URL in plain HTTP was taken and not answered, and once', () => {
  const asked = { ...plan, question: askingOf(parseTarget('http://10.77.0.9:8000/'), 8000) };
  const still = mute({ outcome: 'silent' });
  expect(nextCalls(asked, [still])).toMatchObject([{ reason: 'tls-proof', how: 'https' }]);
  const proof = mute({ reason: 'tls-proof', asked: 'https', tls: unshaken(), outcome: 'silent' });
  expect(nextCalls(asked, [still, proof])).toEqual([]);
});

it('tries TLS beside what is no request, where a port keeps still', () => {
  const still = mute({ outcome: 'silent' });
  expect(nextCalls(plan, [still])).toMatchObject([
    { reason: 'malformed' },
    { reason: 'tls-proof', how: 'https' },
  ]);
  const proof = mute({ reason: 'tls-proof', asked: 'https', tls: unshaken(), outcome: 'silent' });
  const malformed = mute({ reason: 'malformed', outcome: 'silent' });
  expect(nextCalls(plan, [still, malformed, proof])).toEqual([]);
});

it.each([
  ['http://10.77.0.9:8000/report', 'http', ['tls-proof', 'root']],
  ['http://10.77.0.9:8000/', 'http', ['tls-proof']],
  ['https://10.77.0.9:8000/report', 'https', ['root']],
])('asks for the root, too, where %s is met with silence', (text, asked, reasons) => {
  const meant = { ...plan, question: askingOf(parseTarget(text), 8000) };
  const tls = asked === 'https' ? shaken() : null;
  const all = [mute({ outcome: 'silent', asked: asked as 'http', path: '/report', tls })];
  for (const reason of reasons) {
    expect(nextCalls(meant, all)).toMatchObject([{ reason }]);
    all.push(mute({ reason: reason as 'root', outcome: 'silent', asked: 'http' }));
  }
  expect(nextCalls(meant, all)).toEqual([]);
});

it.each([
  ['http://10.77.0.9:8000/app', ['root', 'slash /app/']],
  ['http://10.77.0.9:8000/app/', ['root', 'slash /app']],
  ['http://10.77.0.9:8000/a.html', ['root']],
  ['http://10.77.0.9:8000/app?q=1', ['root']],
  ['http://10.77.0.9:8000/', []],
])('asks for the root, and with or without a slash at the end, where nothing is at %s', (text, expected) => {
  const meant = { ...plan, question: askingOf(parseTarget(text), 8000) };
  const all = [said({ http: answer(404), path: meant.question.path })];
  const calls: string[] = [];
  for (let next = nextCalls(meant, all)[0]; next && calls.length < 5; next = nextCalls(meant, all)[0]) {
    calls.push(next.reason === 'slash' ? `slash ${next.path}` : next.reason);
    all.push(said({ reason: next.reason, http: answer(404) }));
  }
  expect(calls).toEqual(expected);
});

it('asks an upstream for its root alone, where nothing is at a path', () => {
  const behind = {
    ...plan,
    because: 'upstream',
    question: askingOf(parseTarget('http://10.77.0.9:8000/app'), 8000),
  } as const;
  const all = [said({ http: answer(404), path: '/app' })];
  expect(nextCalls(behind, all)).toMatchObject([{ reason: 'root' }]);
  expect(nextCalls(behind, [...all, said({ reason: 'root', http: answer(404) })])).toEqual([]);
});

it('asks who leaves a wish to switch to WebSocket unanswered for a page, and then as a page of Vite does', () => {
  const asked = { ...plan, question: askingOf(parseTarget('ws://10.77.0.9:8000/'), 8000) };
  const still = mute({ outcome: 'silent', upgrade: true });
  const proof = mute({ reason: 'tls-proof', asked: 'https', tls: unshaken(), outcome: 'tls-failed' });
  const root = said({ reason: 'root' });
  const [page] = nextCalls(asked, [still, proof]);
  expect(page).toMatchObject({ reason: 'root', path: '/' });
  expect(page?.upgrade).toBeUndefined();
  expect(nextCalls(asked, [still, proof, root])).toMatchObject([
    { reason: 'websocket', path: '/', upgrade: true, subprotocol: 'vite-ping' },
  ]);
  expect(nextCalls(asked, [still, proof, mute({ reason: 'root', outcome: 'silent' })])).toEqual([]);
  expect(nextCalls(asked, [still, proof, root, said({ reason: 'websocket' })])).toEqual([]);
});
