import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/firewall/forward-dropped.js';
import { behind, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromLan, route, routing, verdictOf, world } from '../../support/ground.js';

const nat =
  '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT';
const routes = known(routing({ routes: [route('172.17.0.0/16', { device: 'docker0' })] }), 'rtnetlink');

describe('firewall/forward-dropped', () => {
  it('lets it through where people are meant to: DOCKER-USER', () => {
    const tables = iptables(
      ['-A FORWARD -j DOCKER-USER', '-A DOCKER-USER -j RETURN', '-A FORWARD -j DROP'],
      {},
      nat,
    );
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [
        {
          steps: expect.arrayContaining([
            {
              do: 'run',
              command:
                'iptables-nft -I DOCKER-USER -p tcp -m conntrack --ctstate DNAT --ctorigdstport 8000 -j ACCEPT',
            },
          ]),
        },
      ],
    });
  });

  it('is found where what is said on the connection is dropped on its way back', () => {
    const tables = iptables(
      [
        '-A FORWARD -i docker0 -m connbytes --connbytes 2 --connbytes-mode packets --connbytes-dir reply -j DROP',
      ],
      {},
      nat,
    );
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'no-answer',
      summary: expect.stringContaining('the answers of 172.17.0.2:80'),
    });
  });

  it('says where DOCKER-USER is kept, and not the chain of ufw that drops', () => {
    const tables = iptables(
      [
        '-A FORWARD -j DOCKER-USER',
        '-A DOCKER-USER -j RETURN',
        '-A FORWARD -j ufw-before-forward',
        '-A ufw-before-forward -j DROP',
      ],
      {},
      nat,
    );
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toMatchObject({
      fixes: [{ text: expect.stringContaining('netfilter-persistent') }],
    });
  });

  it('lets the answers through at once, where the policy would stop them next', () => {
    const tables = iptables([], { FORWARD: 'DROP' }, nat);
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toMatchObject({
      fixes: [
        {
          steps: [
            { do: 'run', command: 'iptables-nft -A FORWARD -d 172.17.0.2 -p tcp --dport 80 -j ACCEPT' },
            {
              do: 'run',
              command:
                'iptables-nft -A FORWARD -s 172.17.0.2 -p tcp --sport 80 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
            },
          ],
        },
      ],
    });
  });

  it('finds another table that drops', () => {
    const tables = [...iptables([], {}, nat), ...nft('forward', [], { policy: 'drop' })];
    expect(verdictOf(rule, behind(rulesOf(tables), { routes }), fromLan())).toMatchObject({
      summary: expect.stringContaining('172.17.0.2:80'),
    });
  });

  it('is found where forwarding is off', () => {
    const limits = known({ ipForward: false } as never, '/proc');
    expect(
      verdictOf(rule, behind(rulesOf(iptables([], {}, nat)), { routes, limits }), fromLan()),
    ).toMatchObject({
      says: 'forwarding is switched off',
      fixes: [{ steps: [{ command: 'sysctl -w net.ipv4.ip_forward=1' }] }],
    });
  });

  it('is found where forwarding is off on the interface that the client comes in by', () => {
    const rules = { ...rulesOf(iptables([], {}, nat)), forwarding: { eth0: false, eth1: true } };
    expect(verdictOf(rule, behind(rules, { routes }), fromLan())).toMatchObject({
      summary: expect.stringContaining('(net.ipv4.conf.eth0.forwarding is 0)'),
      fixes: [{ steps: [{ command: 'sysctl -w net.ipv4.conf.eth0.forwarding=1' }] }],
    });
    const on = { ...rules, forwarding: { eth0: true, docker0: true } };
    const limits = known({ ipForward: false } as never, '/proc');
    expect(verdictOf(rule, behind(on, { routes, limits }), fromLan())).toBe('ruled-out');
  });

  it('is ruled out where it passes, and for what is not forwarded', () => {
    expect(verdictOf(rule, behind(rulesOf(iptables([], {}, nat)), { routes }), fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, behind(rulesOf(iptables([], { FORWARD: 'DROP' }))), fromLan())).toBe('ruled-out');
  });

  it('is unchecked without the rules', () =>
    expect(verdictOf(rule, world({ firewall: unknown('needs-root', 'root') }), fromLan())).toBe(
      'unchecked: root',
    ));
});
