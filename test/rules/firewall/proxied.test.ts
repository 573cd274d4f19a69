import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Json } from '../../../src/facts/firewall/types.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as egressBlocked } from '../../../src/rules/firewall/egress-blocked.js';
import { rule as reject } from '../../../src/rules/firewall/reject.js';
import { dnat, eight, inside, published } from '../../support/docker.js';
import { behind, dport, nft, rulesOf } from '../../support/firewall.js';
import { eth0, fromHere, fromLan, listener, loopback, verdictOf } from '../../support/ground.js';

/** Asked of docker-proxy, where the container's own input chain has this rule. */
const filtered = (port: number, verdict: 'drop' | 'reject', from?: Json) => {
  const [space] = valueIn(inside(listener('0.0.0.0', 80)))!;
  const rules = rulesOf(nft('input', [[...(from ? [from] : []), dport(port), { [verdict]: null }]]));
  const namespaces = known([{ ...space!, firewall: { rules, device: 'eth0' } }], '/proc');
  return behind(rulesOf([]), { ...published, namespaces });
};

describe('the rules inside a container that docker-proxy hands on to', () => {
  it('are what leaves without an answer who was taken in before', () => {
    expect(verdictOf(drop, filtered(80, 'drop'), fromHere(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(/^Inside container shop, .* to 172\.17\.0\.2:80 from 172\.17\.0\.1/),
      outcome: 'no-answer',
      explains: expect.arrayContaining(['process/hung']),
      evidence: [{ says: expect.stringContaining('docker-proxy') }, { fact: 'firewall' }],
    });
    expect(verdictOf(reject, filtered(80, 'reject'), fromHere(eight))).toMatchObject({
      outcome: 'reset',
      explains: expect.arrayContaining(['http/empty-reply']),
    });
  });

  it('are ruled out where they are about another port', () =>
    expect(verdictOf(drop, filtered(81, 'drop'), fromHere(eight))).toBe('ruled-out'));

  it('are not asked about who is sent on past the proxy by a rule', () => {
    const facts = filtered(80, 'drop', {
      match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '172.17.0.1' },
    });
    expect(verdictOf(drop, facts, fromHere(eight))).toMatchObject({ severity: 'error' });
    expect(verdictOf(drop, { ...facts, firewall: known(dnat, 'nft') }, fromLan(eight))).toBe('ruled-out');
  });
});

it('meets rules of this machine on the way to the container, unless its network is none of its own', () => {
  const to = {
    match: { op: '==', left: { payload: { protocol: 'ip', field: 'daddr' } }, right: '172.17.0.2' },
  };
  const facts = behind(rulesOf(nft('output', [[to, { drop: null }]])), {
    ...published,
    namespaces: inside(listener('0.0.0.0', 80)),
  });
  expect(verdictOf(egressBlocked, facts, fromHere(eight))).toMatchObject({ outcome: 'no-answer' });
  const apart = { ...facts, interfaces: known([loopback, eth0], 'rtnetlink') };
  expect(verdictOf(egressBlocked, apart, fromHere(eight))).not.toHaveProperty('severity');
});
