import { expect, it } from 'vitest';
import type { CauseCode } from '../../src/causes.js';
import { byDepth, settle } from '../../src/diagnosis/settle.js';
import type { Judgement } from '../../src/diagnosis/types.js';
import type { Probe } from '../../src/facts/probes/types.js';
import type { Question } from '../../src/net/question.js';
import type { Severity } from '../../src/rules/rule.js';
import { fromHere, fromLan } from '../support/ground.js';
import { diagnosed, listener, now, probe, running } from '../support/healthy.js';
import { answer, attempt, mute, said, shaken } from '../support/talks.js';

const answered = probe('127.0.0.1', 3306).conversations[0]!;
const greeted = { ...answered, asked: 'listen', http: null, protocol: 'mysql', banner: '8.0.32' } as const;

it('calls a binary greeting by the name of its protocol', () => {
  const probes = [{ ...probe('127.0.0.1', 3306), conversations: [greeted] }];
  const world = { sockets: [listener('127.0.0.1', 3306)], probes, processes: [running(42, ['mysqld'])] };
  expect(diagnosed('127.0.0.1:3306', world).reach[0]?.says).toBe('MySQL or MariaDB 8.0.32');
});

it('does not say of a request that failed what another one was answered', () => {
  const inTls = said({ asked: 'https', reason: 'tls-proof', tls: shaken() });
  const probes = [attempt([mute(), inTls], { address: '127.0.0.1' })];
  const { reach, causes } = diagnosed('http://127.0.0.1:8000/', { probes });
  expect(causes[0]?.code).toBe('tls/http-to-https-port');
  expect(reach[0]).toMatchObject({ outcome: 'http-error' });
  expect(reach[0]?.says).toBeUndefined();
});

it.each([
  ['8000', [said({ asked: 'https', tls: shaken() })], '200 in HTTPS'],
  ['8000', [said({ http: answer(400) }), said({ asked: 'https', reason: 'tls-proof' })], '200 in HTTPS'],
  ['8000', [said(), said({ asked: 'https', reason: 'redirect' })], '200'],
  ['https://127.0.0.1:8000/', [said({ asked: 'https', tls: shaken() })], '200'],
] as const)('says of a port, and of no URL, that it answers in HTTPS: %s', (target, talks, says) => {
  const probes = [attempt(talks, { address: '127.0.0.1' })];
  expect(diagnosed(target, { probes }).reach[0]?.says).toBe(says);
});

it('says of silence over UDP that it is silence, and not of a refusal', () => {
  const sockets = [listener('127.0.0.1', 5400, { protocol: 'udp', state: 'unconnected' })];
  const silent = { ...probe('127.0.0.1', 5400), protocol: 'udp', conversations: [] } as const;
  const { reach, verdict } = diagnosed('127.0.0.1:5400/udp', { sockets, probes: [silent] });
  expect(verdict).toBe('reachable');
  expect(reach[0]?.says).toMatch(/^silent/);
  const refused = { ...probe('127.0.0.1', 5400, 'refused'), protocol: 'udp', conversations: [] } as const;
  expect(diagnosed('127.0.0.1:5400/udp', { probes: [refused] }).reach[0]?.says).toBeUndefined();
});

it.each(['EMFILE', 'ENOBUFS'])('takes an attempt that %s kept from being made for none', errno => {
  const probes = [{ ...probe('127.0.0.1', 3306), outcome: 'failed', errno, conversations: [] } as const];
  const world = { sockets: [listener('127.0.0.1', 3306)], probes, processes: [running(42, ['mysqld'])] };
  const { reach, verdict, causes } = diagnosed('127.0.0.1:3306', world);
  expect(causes.filter(each => each.severity === 'error')).toEqual([]);
  expect(reach[0]).toMatchObject({ outcome: 'unknown', says: expect.stringMatching(/^not tried: /) });
  expect(verdict).toBe('inconclusive');
});

const wordless = { severity: 'error', summary: '', says: '', evidence: [], fixes: [] } as const;

it('says of who gets through by luck that it is not every time', () => {
  const lucky = (question: Question, probes: readonly Probe[] = []) => {
    const result = { kind: 'found', finding: { ...wordless, outcome: 'ok', byLuck: true } } as const;
    const judgement = { code: 'process/stopped', question, gate: false, explainedBy: [], result } as const;
    return settle(question, [judgement], probes, []).reach;
  };
  const tried = attempt([said()], { address: '127.0.0.1' });
  expect(lucky(fromHere(), [tried])).toMatchObject({ outcome: 'ok', says: 'not every time: 200' });
  expect(lucky(fromLan())).toMatchObject({ outcome: 'ok', by: 'derived', says: 'not every time' });
});

it('silences a warning by the warning that explains it, and by no lesser finding', () => {
  const question = fromHere();
  const judgement = (code: CauseCode, severity: Severity, explainedBy: readonly CauseCode[] = []) => ({
    code,
    question,
    gate: false,
    explainedBy,
    result: {
      kind: 'found' as const,
      finding: { severity, summary: '', says: '', evidence: [], fixes: [], outcome: 'ok' as const },
    },
  });
  const left = (root: Severity) =>
    settle(
      question,
      [judgement('http/bad-gateway', root), judgement('http/overloaded', 'warning', ['http/bad-gateway'])],
      [],
      [],
    ).found.map(({ code }) => code);
  expect(left('error')).toEqual(['http/bad-gateway']);
  expect(left('warning')).toEqual(['http/bad-gateway']);
  expect(left('note')).toEqual(['http/overloaded', 'http/bad-gateway']);
});

/** What is left of causes of which some are consequences of others, or stand behind them. */
const leftOf = (
  ...all: readonly {
    readonly code: CauseCode;
    readonly explainedBy?: readonly CauseCode[];
    readonly behind?: CauseCode;
  }[]
) => {
  const question = fromHere();
  const judged = all.map(({ code, explainedBy = [], behind }): Judgement => {
    const result = {
      kind: 'found' as const,
      finding: { ...wordless, outcome: 'refused' as const, ...(behind && { behind }) },
    };
    return { code, question, gate: false, explainedBy, result };
  });
  return settle(question, judged, [], []).found.map(({ code }) => code);
};

it('leaves one of several causes that are consequences of each other in a circle', () =>
  expect(
    leftOf(
      { code: 'client/tunnel-wrong-port', explainedBy: ['namespace/forward-mismatch'] },
      { code: 'namespace/forward-mismatch', explainedBy: ['process/crash-loop'] },
      { code: 'process/crash-loop', explainedBy: ['client/tunnel-wrong-port'] },
    ),
  ).toEqual(['process/crash-loop']));

it('takes away with a consequence what stands behind that', () => {
  const unled = [
    { code: 'namespace/not-published', explainedBy: ['process/crashed'] },
    { code: 'namespace/container-loopback', behind: 'namespace/not-published' },
  ] as const;
  expect(leftOf(...unled)).toEqual(['namespace/not-published', 'namespace/container-loopback']);
  expect(leftOf(...unled, { code: 'process/crashed' })).toEqual(['process/crashed']);
});

it('does not call reached a client of which a warning leaves open whether it gets through', () => {
  const question = fromLan();
  const finding = { severity: 'warning', summary: '', says: '', evidence: [], fixes: [] } as const;
  const warned = (
    code: CauseCode,
    outcome: 'ok' | 'unknown',
    explainedBy: readonly CauseCode[] = [],
  ): Judgement => ({
    code,
    question,
    gate: false,
    explainedBy,
    result: { kind: 'found', finding: { ...finding, outcome } },
  });
  const reached = (...said: Judgement[]) => settle(question, said, [], []).reach.outcome;
  const limited = warned('firewall/rate-limited', 'ok');
  expect(reached(warned('firewall/rate-limited', 'unknown'))).toBe('unknown');
  expect(reached(limited)).toBe('ok');
  const lost = warned('cloud/outside-this-machine', 'unknown', ['firewall/rate-limited']);
  expect(reached(limited, lost)).toBe('unknown');
  const unread: Judgement = {
    code: 'firewall/drop',
    question,
    gate: true,
    explainedBy: [],
    result: { kind: 'unchecked', lacks: 'whether a rule applies' },
  };
  const clear = warned('cloud/outside-this-machine', 'ok');
  expect(settle(question, [clear], [], []).found).toHaveLength(1);
  expect(settle(question, [clear, unread], [], []).found).toEqual([]);
});

it('tells of a client elsewhere what keeps its connection from being made, whatever would become of it', () => {
  const log = {
    path: '/srv/nohup.out',
    modifiedAt: now - 60_000,
    because: 'caller-directory' as const,
    pid: null,
  };
  const world = {
    sockets: [listener('127.0.0.1', 8000)],
    probes: [probe('10.0.0.1', 8000, 'refused')],
    logs: [{ ...log, lines: ['Error: listen EADDRINUSE: address already in use :::8000'] }],
  };
  const { causes, reach } = diagnosed('8000', world, { from: 'lan', family: null });
  expect(causes.map(each => each.code)).toEqual(['port/taken', 'bind/loopback-only']);
  expect(reach.map(each => each.outcome)).toEqual(['refused']);
});

it('does not warn this machine of what would become of connections that nobody takes', () => {
  const postgres = {
    ...answered,
    asked: 'service',
    http: null,
    protocol: 'postgresql',
    banner: null,
  } as const;
  const configuration = [
    {
      path: '/etc/pg_hba.conf',
      text: 'host all all 127.0.0.1/32 trust\nhost all all ::1/128 trust',
      modifiedAt: 0,
    },
  ];
  const processes = [running(42, ['postgres'])];
  const asked = (address: string, outcome: 'connected' | 'refused') =>
    diagnosed(
      '5432',
      {
        sockets: [listener(address, 5432)],
        probes: [
          { ...probe('127.0.0.1', 5432), conversations: [postgres] },
          { ...probe('10.0.0.1', 5432, outcome), conversations: outcome === 'connected' ? [postgres] : [] },
        ],
        processes,
        configuration,
      },
      { from: 'self', family: null },
    ).causes.map(({ code, severity }) => `${severity} ${code}`);
  expect(asked('127.0.0.1', 'refused')).toEqual([]);
  expect(asked('0.0.0.0', 'connected')).toEqual(['warning app/access-denied']);
});

it("has NAT before the filter that sees what it has made of the packet, the server's certificate before the client's, and whom a proxy lets in before what is behind it", () =>
  expect(
    (
      [
        'http/bad-gateway',
        'http/auth-required',
        'http/forbidden',
        'http/overloaded',
        'tls/client-certificate',
        'tls/expired',
        'tls/http-to-https-port',
        'firewall/reject',
        'firewall/redirected',
        'route/no-route',
      ] as const
    )
      .map(code => ({ code }))
      .sort(byDepth)
      .map(({ code }) => code),
  ).toEqual([
    'route/no-route',
    'firewall/redirected',
    'firewall/reject',
    'tls/http-to-https-port',
    'tls/expired',
    'tls/client-certificate',
    'http/overloaded',
    'http/forbidden',
    'http/auth-required',
    'http/bad-gateway',
  ]));
