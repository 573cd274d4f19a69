import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { rule as egressBlocked } from '../../../src/rules/firewall/egress-blocked.js';
import { rule as replyDropped } from '../../../src/rules/firewall/reply-dropped.js';
import { rule as down } from '../../../src/rules/interface/down.js';
import { rule as noCarrier } from '../../../src/rules/interface/no-carrier.js';
import { eight, inside, published } from '../../support/docker.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { BARE, fromHere, fromLan, listener, loopback, nic, OFF, verdictOf } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';

const space = valueIn(inside(listener('0.0.0.0', 80)))![0]!;
/** docker-proxy alone leads to the container, by a cable of this state. */
const by = (cable: object = {}) => ({
  ...published,
  namespaces: known([space], '/proc'),
  interfaces: known(
    [loopback, nic('eth0', ['10.77.0.1/24']), nic('veth1', ['172.17.0.1/16'], { kind: 'veth', ...cable })],
    'rtnetlink',
  ),
});
const handedOn = { outcome: 'no-answer', explains: expect.arrayContaining(['http/empty-reply']) };

describe('the way from docker-proxy to its container', () => {
  it('is cut where the cable is switched off, at this end or at the other', () => {
    expect(verdictOf(down, behind(rulesOf([]), by(OFF)), fromHere(eight))).toMatchObject({
      ...handedOn,
      says: 'veth1 is down',
      evidence: [{ says: expect.stringContaining('docker-proxy') }, { fact: 'interfaces' }],
    });
    expect(verdictOf(noCarrier, behind(rulesOf([]), by(BARE)), fromLan(eight))).toMatchObject({
      ...handedOn,
      says: 'veth1 has no link',
    });
  });

  it('is no matter where the cable is up, or the container was heard', () => {
    for (const rule of [down, noCarrier]) {
      expect(verdictOf(rule, behind(rulesOf([]), by()), fromHere(eight))).toBe('ruled-out');
      const probes = known([probe(fromHere(eight).address, 8080)], 'connect()');
      const heard = behind(rulesOf([]), { ...by(OFF), probes });
      expect(verdictOf(rule, heard, fromHere(eight))).toBe('ruled-out');
    }
  });

  it('is this machine’s own way out, which its rules may block, as those inside may the answers', () => {
    const blocked = rulesOf(iptables(['-A OUTPUT -d 172.17.0.0/16 -p tcp --dport 80 -j DROP']));
    expect(verdictOf(egressBlocked, behind(blocked, by()), fromLan(eight))).toMatchObject(handedOn);
    expect(verdictOf(egressBlocked, behind(rulesOf([]), by()), fromLan(eight))).toBe('ruled-out');
    const rules = rulesOf(iptables(['-A OUTPUT -p tcp --sport 80 -j DROP']));
    const namespaces = known([{ ...space, firewall: { rules, device: 'eth0' } }], '/proc');
    const mute = behind(rulesOf([]), { ...by(), namespaces });
    expect(verdictOf(replyDropped, mute, fromHere(eight))).toMatchObject(handedOn);
  });
});
