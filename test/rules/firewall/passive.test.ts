import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as reject } from '../../../src/rules/firewall/reject.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, verdictOf } from '../../support/ground.js';
import { attempt, spoke } from '../../support/talks.js';

const greeting = spoke('ftp', '220 (vsFTPd 3.0.3)', { asked: 'listen' });
const seen = (
  tables: ReturnType<typeof nft>,
  text = 'listen=YES\npasv_min_port=40000\npasv_max_port=40100\n',
) => ({
  ...behind(rulesOf(tables)),
  probes: known([attempt([greeting])], 'test'),
  configuration: known([{ path: '/etc/vsftpd.conf', text, modifiedAt: 0 }], 'test'),
});
const open = (...more: readonly unknown[]) =>
  nft('input', [[dport(8000), { accept: null }], ...(more as never[])], { policy: 'drop' });

it('warns where the control port is open and the data ports are closed', () => {
  expect(verdictOf(drop, seen(open()), fromLan())).toMatchObject({
    severity: 'warning',
    outcome: 'ok',
    summary: expect.stringContaining('40000–40100'),
    evidence: [{ source: '/etc/vsftpd.conf' }, { fact: 'firewall' }],
  });
  const rejecting = iptables(['-A INPUT -p tcp --dport 8000 -j ACCEPT', '-A INPUT -j REJECT']);
  expect(verdictOf(reject, seen(rejecting), fromLan())).toMatchObject({ severity: 'warning' });
  expect(verdictOf(drop, seen(open(), 'listen=YES\n'), fromLan())).toMatchObject({
    summary: expect.stringContaining('1024–65535'),
    fixes: [{ text: expect.stringContaining('pasv_min_port=50000') }],
  });
});

it.each([
  ['the range is open', seen(open([dport({ range: [40_000, 40_100] }), { accept: null }])), fromLan()],
  ['a part of it is open', seen(open([dport({ range: [40_050, 40_100] }), { accept: null }])), fromLan()],
  ['this machine asks', seen(nft('input', [[dport(8000), { accept: null }]])), fromHere()],
  ['there is no passive mode', seen(open(), 'listen=YES\npasv_enable=NO\n'), fromLan()],
  ['it is no FTP server', { ...seen(open()), probes: known([], 'test') }, fromLan()],
])('says nothing where %s', (_, facts, question) => {
  expect(verdictOf(drop, facts, question)).toBe('ruled-out');
});
