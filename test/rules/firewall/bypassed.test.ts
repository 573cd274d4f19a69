import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/firewall/bypassed.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, route, routing, verdictOf } from '../../support/ground.js';

const nat =
  '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT';
const routes = known(routing({ routes: [route('172.17.0.0/16', { device: 'docker0' })] }), 'rtnetlink');

describe('firewall/bypassed', () => {
  it('is found where the input rules deny what is forwarded', () =>
    expect(
      verdictOf(rule, behind(rulesOf(iptables([], { INPUT: 'DROP' }, nat)), { routes }), fromLan()),
    ).toMatchObject({ severity: 'warning', outcome: 'ok' }));

  it.each([
    [
      'input rules that would let it in',
      iptables(['-A INPUT -p tcp --dport 8000 -j ACCEPT'], { INPUT: 'DROP' }, nat),
    ],
    ['forward rules that stop it', iptables([], { INPUT: 'DROP', FORWARD: 'DROP' }, nat)],
    ['no rule that sends it on', iptables([], { INPUT: 'DROP' })],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toBe('ruled-out'),
  );

  it('is no matter for this machine itself', () =>
    expect(
      verdictOf(rule, behind(rulesOf(iptables([], { INPUT: 'DROP' }, nat)), { routes }), fromHere()),
    ).toBe('ruled-out'));
});
