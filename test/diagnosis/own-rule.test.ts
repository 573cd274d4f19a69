import { expect, it } from 'vitest';
import { ownAttempts, untoldByAttempt, withOwnRule } from '../../src/diagnosis/own-rule.js';
import type { Settled } from '../../src/diagnosis/settle.js';
import { parseTarget } from '../../src/net/parse-target.js';
import type { Outcome } from '../../src/rules/rule.js';
import { fromHere, fromLan, listener } from '../support/ground.js';
import { attempt } from '../support/talks.js';

const settled = (
  question: Settled['question'],
  outcome: Outcome,
  code?: Settled['found'][0]['code'],
): Settled => ({
  question,
  found: code
    ? [
        {
          code,
          finding: { severity: 'error', summary: '', evidence: [], fixes: [], outcome, says: '' },
          explainedBy: [],
        },
      ]
    : [],
  explained: [],
  reach: {
    from: question.vantage.label,
    address: question.address,
    port: question.port,
    outcome,
    by: 'probe',
  },
  unexplained: false,
});

const loopback = fromHere({ address: '127.0.0.1' });
const own = fromHere({ address: '10.77.0.1' });
const lan = fromLan({ address: '10.77.0.1' });
const everywhere = [listener('0.0.0.0', 8000)];

it.each([
  ['stopped by a rule, and the listener answers elsewhere', 'firewall/drop' as const, everywhere, true],
  ['stopped by no rule', undefined, everywhere, false],
  ['stopped by something else', 'tcp/accept-queue-full' as const, everywhere, false],
  [
    'stopped by a rule, and another listener answers',
    'firewall/drop' as const,
    [
      listener('127.0.0.1', 8000, { inode: 1 }),
      listener('10.77.0.1', 8000, { inode: 2, queue: { used: 1, limit: 5 } }),
    ],
    false,
  ],
])("this machine's own attempt %s", (_, code, sockets, expected) => {
  const all = [settled(loopback, 'ok'), settled(own, 'timeout', code), settled(lan, 'unknown')];
  expect(untoldByAttempt(all, sockets, new Set()).has(lan)).toBe(expected);
});

it.each([
  ['and its listener is at rest', {}, everywhere, true],
  ['and connections wait for it', {}, [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 5 } })], false],
  ['and a URL was asked for', { target: parseTarget('http://10.77.0.1:8000/') }, everywhere, false],
  ['and nobody listens there', {}, [], false],
])("this machine's own attempts are all stopped by a rule, %s", (_, over, sockets, expected) => {
  const client = fromLan({ address: '10.77.0.1', ...over });
  const [first, ...others] = (['firewall/drop', 'firewall/reject', 'firewall/reply-dropped'] as const).map(
    code => [loopback, own].map(each => settled(each, 'timeout', code)),
  );
  const stopped = first!;
  const untold = (all: readonly Settled[]) => untoldByAttempt(all, sockets, new Set()).has(client);
  for (const each of [stopped, ...others])
    expect(untold([...each, settled(client, 'unknown')])).toBe(expected);
  // One that arrived, and had no answer, tells of the server.
  expect(untold([settled(loopback, 'timeout'), stopped[1]!, settled(client, 'unknown')])).toBe(false);
});

it('asks for itself where only others were asked about, and the listener was met by loopback', () => {
  const met = (address: string) => attempt([], { address });
  const asked = (probes: Parameters<typeof ownAttempts>[1], questions = [lan]) =>
    ownAttempts(questions, probes).map(({ vantage, address }) => `${vantage.kind} ${address}`);
  expect(asked([met('10.77.0.1'), met('127.0.0.1')])).toEqual(['self 127.0.0.1', 'self 10.77.0.1']);
  expect(asked([met('10.77.0.1')])).toEqual([]);
  expect(asked([met('10.77.0.1'), { ...met('127.0.0.1'), port: 9999 }])).toEqual([]);
  expect(asked([met('10.77.0.1'), met('127.0.0.1')], [own, lan])).toEqual([]);
});

it('asks for itself too where the listener was met nowhere', () => {
  const failed = attempt([], { address: '10.77.0.1', outcome: 'timeout' });
  expect(ownAttempts([lan], [failed]).map(({ address }) => address)).toEqual(['10.77.0.1']);
});

it("says of what stays open that a rule stopped this machine's own attempt, and which", () => {
  const open = settled(lan, 'unknown');
  const tried = { ...open, reach: { ...open.reach, says: 'an attempt from here got no answer' } };
  const stopped = settled(own, 'timeout', 'firewall/drop');
  expect(withOwnRule(tried, [stopped])).toMatchObject({
    found: [{ code: 'firewall/drop', finding: { severity: 'note' } }],
    reach: { outcome: 'unknown', says: 'a rule here stopped the attempt from here' },
  });
  expect(withOwnRule(tried, [settled(own, 'timeout', 'remote/filtered')])).toBe(tried);
  expect(withOwnRule(tried, [settled(loopback, 'timeout', 'firewall/drop')])).toBe(tried);
  expect(withOwnRule(open, [stopped])).toBe(open);
});
