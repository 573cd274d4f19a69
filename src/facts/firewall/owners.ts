import { SYSTEM_PATH } from '../../programs/system-path.js';
import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';
import type { RuleOwners, Table } from './types.js';

const exists = (system: System, path: string): boolean => {
  try {
    system.status(path);
    return true;
  } catch {
    return false;
  }
};

/**
 * ufw is switched on, as its own start script decides (/etc/ufw/ufw.conf, readable by everybody). Where it was removed, its
 * files stay, and until a reboot its rules.
 */
export const ufwEnabled = (system: System): boolean =>
  /^[ \t]*ENABLED\s*=\s*"?yes"?/im.test(textOf(system, '/etc/ufw/ufw.conf')) &&
  SYSTEM_PATH.some(folder => exists(system, `${folder}/ufw`));

/** ufw's own default is yes. */
const keepsIPv6 = (system: System): boolean =>
  !/^[ \t]*IPV6\s*=\s*"?no"?/im.test(textOf(system, '/etc/default/ufw'));

/** The rules that people gave to ufw, in their order, from the comments that it leaves in its own file. */
const ufwRules = (system: System): readonly string[] =>
  [...textOf(system, '/etc/ufw/user.rules').matchAll(/^### tuple ### (.+)$/gm)].map(([, rule]) => rule!);

/** A table that looks like firewalld's: its own in nft, or its chains in iptables. */
const isFirewalld = (table: Table): boolean =>
  table.name.startsWith('firewalld') || table.chains.some(chain => chain.name === 'INPUT_ZONES');

async function firewalldRuns(system: System): Promise<boolean> {
  try {
    return (await system.run('firewall-cmd', ['--state'], { timeout: 2000 })).status === 0;
  } catch {
    return false;
  }
}

/** Who keeps these rules. firewalld is asked only where its tables are there, because asking takes long. */
export async function readOwners(system: System, tables: readonly Table[]): Promise<RuleOwners> {
  const chains = tables.flatMap(table => table.chains.map(chain => chain.name));
  const ufw = chains.some(name => name.startsWith('ufw-') || name.startsWith('ufw6-')) && ufwEnabled(system);
  return {
    ufw,
    ufwRules: ufw ? ufwRules(system) : [],
    ...(ufw && { ufwKeepsIPv6: keepsIPv6(system) }),
    firewalld: tables.some(isFirewalld) && (await firewalldRuns(system)),
    fail2ban:
      exists(system, '/run/fail2ban/fail2ban.sock') || exists(system, '/var/run/fail2ban/fail2ban.sock'),
  };
}

/** What configuration says to whoever may not read the rules themselves. */
export function hintsOf(system: System): readonly string[] {
  const hints: string[] = [];
  if (ufwEnabled(system)) hints.push('/etc/ufw/ufw.conf says that ufw is on');
  const nft = textOf(system, '/etc/nftables.conf');
  if (nft.split('\n').some(line => /\b(drop|reject)\b/.test(line.split('#', 1)[0]!)))
    hints.push('/etc/nftables.conf holds rules that drop or reject');
  for (const file of ['/etc/iptables/rules.v4', '/etc/iptables/rules.v6', '/etc/sysconfig/iptables'])
    if (exists(system, file)) hints.push(`${file} is there`);
  if (exists(system, '/run/systemd/units/invocation:firewalld.service')) hints.push('firewalld runs');
  return hints;
}
