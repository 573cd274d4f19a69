import { describe, expect, it } from 'vitest';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as replyDropped } from '../../../src/rules/firewall/reply-dropped.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromLan, verdictOf } from '../../support/ground.js';

const withRule = (line: string) => behind(rulesOf(iptables([line])));

describe('a rule about what is long', () => {
  it('is worth a warning where short requests pass', () =>
    expect(
      verdictOf(
        drop,
        withRule('-A INPUT -p tcp --dport 8000 -m length --length 900:1500 -j DROP'),
        fromLan(),
      ),
    ).toMatchObject({ severity: 'warning', outcome: 'ok' }));

  it('is worth a warning where short answers pass', () => {
    const rules = withRule(
      '-A OUTPUT -p tcp --sport 8000 -m connbytes --connbytes 20000 --connbytes-mode bytes --connbytes-dir reply -j DROP',
    );
    expect(verdictOf(replyDropped, rules, fromLan())).toMatchObject({ severity: 'warning' });
    expect(verdictOf(drop, rules, fromLan())).toBe('ruled-out');
  });

  it('is nothing where no packet is so long', () => {
    const rules = withRule('-A INPUT -p tcp --dport 8000 -m length --length 1501:65535 -j DROP');
    expect(verdictOf(drop, rules, fromLan())).toBe('ruled-out');
    expect(verdictOf(replyDropped, rules, fromLan())).toBe('ruled-out');
  });
});
