import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as forwardDropped } from '../../../src/rules/firewall/forward-dropped.js';
import { rule as redirected } from '../../../src/rules/firewall/redirected.js';
import { rule as containerLoopback } from '../../../src/rules/namespace/container-loopback.js';
import { rule as forwardMismatch } from '../../../src/rules/namespace/forward-mismatch.js';
import { dnat, eight, inside, published } from '../../support/docker.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, listener, namespace, verdictOf } from '../../support/ground.js';

/** Port 8080 leads to port 80 of a container, whose own rules send that on to port 15006; these listen there. */
function sidecar(...listeners: Parameters<typeof inside>) {
  const [space] = valueIn(inside(...listeners))!;
  const nat = '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j REDIRECT --to-ports 15006\nCOMMIT';
  const rules = rulesOf(iptables([], {}, nat));
  return { ...published, namespaces: known([{ ...space!, firewall: { rules, device: 'eth0' } }], '/proc') };
}

describe('a redirect inside the container that a port leads to', () => {
  const dead = sidecar(listener('0.0.0.0', 80));
  const found = {
    severity: 'error',
    outcome: 'refused',
    summary: expect.stringMatching(/^Inside container shop, .* on to 172\.17\.0\.2:15006, where nothing/),
    fixes: [{ steps: [{ command: expect.stringMatching(/^nsenter -t \d+ -n iptables-nft .* -D /) }] }, {}],
  };

  it('is found where a rule leads there, and nobody takes what is sent on', () =>
    expect(verdictOf(redirected, behind(dnat, dead), fromLan(eight))).toMatchObject(found));

  it('is found where docker-proxy leads there, which hangs up then', () =>
    expect(verdictOf(redirected, behind(rulesOf([]), dead), fromHere(eight))).toMatchObject({
      ...found,
      outcome: 'reset',
      evidence: [
        { says: expect.stringContaining('docker-proxy') },
        { fact: 'firewall' },
        { fact: 'listeners' },
      ],
    }));

  it('is ruled out where the sidecar serves, and then who has the port itself is no matter', () => {
    for (const own of [[], [listener('127.0.0.1', 80)]]) {
      const facts = behind(dnat, sidecar(listener('0.0.0.0', 15006), ...own));
      for (const rule of [redirected, containerLoopback, forwardMismatch])
        expect(verdictOf(rule, facts, fromLan(eight))).toBe('ruled-out');
    }
  });
});

describe('rules inside the container that a port leads to', () => {
  const only = ['-A INPUT ! -s 10.77.0.0/24 -p tcp --dport 80 -j DROP'];
  const space = {
    ...valueIn(inside(listener('0.0.0.0', 80)))![0]!,
    firewall: { rules: rulesOf(iptables(only)), device: 'eth0' },
  };
  const asked = (outer: string, who = fromLan(eight)) => {
    const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\n${outer}COMMIT`;
    const namespaces = known([space], '/proc');
    return verdictOf(drop, behind(rulesOf(iptables([], {}, nat)), { ...published, namespaces }), who);
  };

  it('may let in some of those of whom none is known', () => {
    const anybody = fromLan(
      { ...eight, address: '10.9.0.1' },
      { source: null, network: null, input: 'eth9' },
    );
    expect(asked('', anybody)).toMatch(/come in by eth9 is not known/);
  });

  it('see one address where all are masqueraded, and let in who has that', () => {
    expect(asked('-A POSTROUTING -o docker0 -j MASQUERADE\n')).toMatchObject({
      summary: expect.stringContaining('from 172.17.0.1: '),
      evidence: [{}, { says: expect.stringContaining('come in with the address 172.17.0.1') }],
      fixes: [{ steps: [{ command: expect.stringMatching(/-I INPUT 1 -s 172\.17\.0\.1 /) }] }],
    });
    expect(asked('')).toBe('ruled-out');
  });
});

describe('a container inside the container that a port leads to', () => {
  const [node] = valueIn(inside())!;
  const nat =
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.244.0.5:3000\nCOMMIT';
  const firewall = { rules: rulesOf(iptables([], {}, nat)), device: 'eth0' };
  const asked = (...listeners: ReturnType<typeof listener>[]) => {
    const pod = namespace({ addresses: ['10.244.0.5'], listeners });
    const namespaces = known([{ ...node!, firewall }, pod], '/proc');
    const facts = behind(dnat, { ...published, namespaces });
    return [containerLoopback, forwardMismatch].map(rule => verdictOf(rule, facts, fromLan(eight)));
  };

  it('is not reached where the chain forward of the one drops what is meant for the other', () => {
    const found = (policy: string) => {
      const rules = rulesOf(iptables([], { FORWARD: policy }, nat));
      const namespaces = known([{ ...node!, firewall: { rules, device: null } }], '/proc');
      return verdictOf(forwardDropped, behind(dnat, { ...published, namespaces }), fromLan(eight));
    };
    expect(found('DROP')).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(/^Inside container shop, .* FORWARD .* to 10\.244\.0\.5:3000/),
    });
    expect(found('ACCEPT')).toBe('ruled-out');
  });

  it('is where the server is looked for', () => {
    const led = {
      evidence: [{}, { says: expect.stringMatching(/^Inside container shop, .* to 10\.244\.0\.5:3000/) }, {}],
    };
    expect(asked(listener('127.0.0.1', 3000))).toMatchObject([led, 'ruled-out']);
    expect(asked(listener('0.0.0.0', 5000))).toMatchObject(['ruled-out', led]);
    expect(asked(listener('0.0.0.0', 3000))).toEqual(['ruled-out', 'ruled-out']);
  });
});
