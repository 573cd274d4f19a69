import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import type { Target } from '../../../src/net/target.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as neighbourDiscovery } from '../../../src/rules/firewall/neighbour-discovery.js';
import { rule as replyDropped } from '../../../src/rules/firewall/reply-dropped.js';
import { behind, nft, rulesOf } from '../../support/firewall.js';
import { fromLan, loopback, nic, verdictOf } from '../../support/ground.js';

const nobody = { ufw: false, ufwRules: [], firewalld: false, fail2ban: false };

describe("firewalld's panic mode", () => {
  const chains = ['prerouting', 'output'].flatMap(hook =>
    nft(hook, [], { policy: 'drop', prio: -291, name: `raw_${hook}` }).flatMap(table => table.chains),
  );
  const tables = (name: string) => nft('output', []).map(table => ({ ...table, name, chains }));
  const panic = (name: string, firewalld: boolean) =>
    behind(rulesOf(tables(name), { owners: { ...nobody, firewalld } }));

  it('is told by its name, and ended by the one command that lets all of it through', () => {
    const facts = panic('firewalld_policy_drop', true);
    expect(verdictOf(drop, facts, fromLan())).toMatchObject({
      summary: expect.stringContaining('firewalld is in panic mode'),
      fixes: [{ steps: [{ command: 'firewall-cmd --panic-off' }] }],
    });
    expect(verdictOf(replyDropped, facts, fromLan())).toBe('ruled-out');
  });

  it('is not seen in rules of others, nor where firewalld does not run', () => {
    for (const facts of [panic('firewalld_policy_drop', false), panic('own', true)]) {
      expect(verdictOf(drop, facts, fromLan())).toMatchObject({
        fixes: [{ steps: [{ command: expect.stringContaining('nft add rule') }] }],
      });
      expect(verdictOf(replyDropped, facts, fromLan())).toMatchObject({ severity: 'error' });
    }
  });
});

describe('ufw that was told to leave IPv6 alone', () => {
  // ip6tables-save with IPV6=no, but for the counters.
  const closed = (output: string) =>
    parseIptablesSave(
      `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ${output} [0:0]\n-A INPUT -i lo -j ACCEPT\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n`,
      'iptables',
      'ip6',
    );
  const interfaces = known([loopback, nic('eth0', ['10.77.0.1/24', 'fd77::1/64'])], 'rtnetlink');
  const target = parseTarget('[fd77::1]:8000') as Target;
  const question = fromLan({ address: 'fd77::1', family: 6, target });
  const asked = { ...question, vantage: { ...question.vantage, source: 'fd77::2' } };
  const facts = (ufwKeepsIPv6: boolean) =>
    behind(rulesOf(closed('DROP'), { owners: { ...nobody, ufw: true, ufwKeepsIPv6 } }), { interfaces });

  it('stops answers and neighbours by the same switch as the request', () => {
    expect(verdictOf(drop, facts(false), asked)).toMatchObject({ severity: 'error' });
    expect(verdictOf(replyDropped, facts(false), asked)).toBe('ruled-out');
    expect(verdictOf(neighbourDiscovery, facts(false), asked)).toBe('ruled-out');
  });

  it('is not to blame where it keeps IPv6', () => {
    expect(verdictOf(replyDropped, facts(true), asked)).toMatchObject({ severity: 'error' });
    expect(verdictOf(neighbourDiscovery, facts(true), asked)).toMatchObject({ severity: 'error' });
  });
});
