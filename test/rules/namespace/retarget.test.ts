import { describe, expect, it } from 'vitest';
import type { Engine, FirewallRules } from '../../../src/facts/firewall/types.js';
import { retarget } from '../../../src/rules/namespace/retarget.js';

const rules = (engine: Engine, ...texts: string[]): FirewallRules => ({
  tables: [
    {
      engine,
      family: 'ip',
      name: 'nat',
      sets: [],
      chains: [
        {
          name: 'prerouting',
          hook: null,
          rules: texts.map((text, index) => ({
            handle: index + 4,
            position: index + 1,
            text,
            statements: [],
          })),
        },
      ],
    },
  ],
  ipsets: [],
  owners: { ufw: false, firewalld: false, fail2ban: false },
  routeLocalnet: [],
});
const commands = (of: FirewallRules, address = '172.30.0.2') =>
  retarget(of, { address, port: 80 }, { address, port: 8000 })?.steps?.map(step =>
    step.do === 'run' ? step.command : '',
  );

describe('forwarding to another port', () => {
  it('replaces the port in every nft rule that leads there, and in no other', () => {
    expect(
      commands(
        rules(
          'nft',
          'tcp dport 8080 counter packets 0 bytes 0 dnat to 172.30.0.2:80',
          'tcp dport 8081 dnat to 172.30.0.2:8080',
          'tcp dport 8082 dnat to 172.30.0.20:80',
          'tcp dport 8083 dnat ip to 172.30.0.2:80 comment "80"',
        ),
      ),
    ).toEqual([
      "nft replace rule ip nat prerouting handle 4 'tcp dport 8080 counter packets 0 bytes 0 dnat to 172.30.0.2:8000'",
      'nft replace rule ip nat prerouting handle 7 \'tcp dport 8083 dnat ip to 172.30.0.2:8000 comment "80"\'',
    ]);
  });

  it('replaces the address where the server has another one', () =>
    expect(
      retarget(
        rules('nft', 'tcp dport 8080 dnat to 172.30.0.2:80'),
        { address: '172.30.0.2', port: 80 },
        { address: '172.30.0.9', port: 80 },
      ),
    ).toMatchObject({
      title: 'Forward to 172.30.0.9:80 instead of 172.30.0.2:80',
      steps: [
        { command: "nft replace rule ip nat prerouting handle 4 'tcp dport 8080 dnat to 172.30.0.9:80'" },
      ],
    }));

  it('replaces the rule of iptables at its number', () => {
    const text = '-A prerouting -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.30.0.2:80';
    expect(commands(rules('iptables', text))).toEqual([
      'iptables-nft -t nat -R prerouting 1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.30.0.2:8000',
    ]);
  });

  it('is nothing where no rule says it in its text', () => {
    expect(commands(rules('nft', 'tcp dport 8080 dnat to tcp dport map @goals'))).toBeUndefined();
    expect(commands(rules('nft', 'tcp dport 8080 dnat to [fd30::2]:80'), 'fd30::2')).toHaveLength(1);
  });
});
