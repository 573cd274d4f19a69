import { nftTables } from '../../system/netlink/nftables.js';
import type { System } from '../../system/system.js';
import { mayAdminister, ownIds } from '../capabilities.js';
import { type Fact, known, partial, unknown } from '../fact.js';
import { readPolicies } from './ipsec.js';
import { parseIpsetSave } from './ipset.js';
import { parseIptablesSave } from './iptables-save.js';
import { isFields } from './json.js';
import { parseNftJson } from './nft-json.js';
import { parseNftText } from './nft-text.js';
import { filtersNothing } from './no-filter.js';
import { hintsOf, readOwners } from './owners.js';
import { withReaders } from './queues.js';
import { withLists } from './recent.js';
import { withFamilies } from './reset-family.js';
import { looksLikeIptables, resolveXt } from './resolve-xt.js';
import { readSettings } from './settings.js';
import { output, type Part, readText } from './tools.js';
import type { FirewallRules, NamedSet, Table } from './types.js';

/** Rules of a few megabytes are printed within a second; lists of hundreds of thousands of networks take several. */
const PATIENCE = 4000;
const KEEPS_MARK = '/proc/sys/net/ipv4/tcp_fwmark_accept';

const saveTool = (family: 'ip' | 'ip6', backend: 'nft' | 'legacy'): string =>
  `${family === 'ip' ? 'iptables' : 'ip6tables'}-${backend}-save`;

/** What iptables' nft back end says of its own tables, for the families where it seems to have any. */
async function savedTables(system: System, tables: readonly Table[]): Promise<readonly Table[]> {
  const families = (['ip', 'ip6'] as const).filter(family =>
    tables.some(table => table.family === family && looksLikeIptables(table)),
  );
  const parts = await Promise.all(
    families.map(async family =>
      parseIptablesSave((await output(system, saveTool(family, 'nft'), [])).value, 'iptables', family),
    ),
  );
  return parts.flat();
}

/** The tables of nf_tables. */
async function readNft(
  system: System,
  there: readonly string[] | undefined,
): Promise<Part<readonly Table[]>> {
  // None there (asked by netlink, which costs no process), or the kernel has none at all.
  if (there?.length === 0) return { value: [] };
  const [json, text] = await Promise.all([
    output(system, 'nft', ['-j', 'list', 'ruleset']),
    output(system, 'nft', ['-a', '-t', 'list', 'ruleset']),
  ]);
  if (json.failure) return readThroughIptables(system, json.failure, there);
  const { tables, lacks } = parseNftJson(json.value, parseNftText(text.value));
  const value = await withFamilies(system, resolveXt(tables, await savedTables(system, tables)));
  return lacks.length ? { value, failure: { reason: 'failed', detail: lacks.join('; ') } } : { value };
}

/** Without nft, iptables' nft back end still tells its own tables: which may be all that are `there`. */
async function readThroughIptables(
  system: System,
  failure: NonNullable<Part<string>['failure']>,
  there: readonly string[] | undefined,
): Promise<Part<readonly Table[]>> {
  if (failure.reason !== 'tool-missing') return { value: [], failure };
  const families = ['ip', 'ip6'] as const;
  const parts = await Promise.all(families.map(family => output(system, saveTool(family, 'nft'), [])));
  const value = parts.flatMap((part, index) => parseIptablesSave(part.value, 'iptables', families[index]!));
  const told = value.map(({ family, name }) => `${family} ${name}`);
  // A base chain that is not of its own kind it leaves out, and says so.
  const whole = parts.every(part => !part.failure && !part.value.includes('incompatible'));
  return whole && there?.every(each => told.includes(each)) ? { value } : { value, failure };
}

/** The tables of the old iptables, which nft does not show. The kernel lists their names once they are in use. */
async function readLegacy(system: System): Promise<Part<readonly Table[]>> {
  const families = (['ip', 'ip6'] as const).filter(
    family => (readText(system, `/proc/net/${family}_tables_names`) ?? '').trim() !== '',
  );
  const parts = await Promise.all(families.map(family => output(system, saveTool(family, 'legacy'), [])));
  const failure = parts.find(part => part.failure)?.failure;
  const value = parts.flatMap((part, index) =>
    parseIptablesSave(part.value, 'iptables-legacy', families[index]!),
  );
  return failure ? { value, failure } : { value };
}

/** ipsets, where a rule of iptables names one. */
async function readIpsets(system: System, tables: readonly Table[]): Promise<Part<readonly NamedSet[]>> {
  const named = tables.some(table =>
    table.chains.some(chain => chain.rules.some(rule => rule.statements.some(namesIpset))),
  );
  if (!named) return { value: [] };
  const saved = await output(system, 'ipset', ['save']);
  return { ...saved, value: parseIpsetSave(saved.value) };
}

const namesIpset = (statement: Table['chains'][number]['rules'][number]['statements'][number]): boolean =>
  isFields(statement.match) &&
  typeof statement.match.right === 'string' &&
  statement.match.right.startsWith('%');

/** Rules may ask for the time of day: nft prints it in the time zone of this machine. */
function clockOf(system: System): NonNullable<FirewallRules['clock']> {
  const at = system.now();
  return { at, east: -new Date(at).getTimezoneOffset() };
}

/** The person behind root (sudo(8), ENVIRONMENT): rules may tell users apart. */
function typistOf({ uid, env }: System): FirewallRules['typist'] {
  const [user, group] = [env.SUDO_UID, env.SUDO_GID].map(Number);
  if (uid !== 0 || !user || group === undefined || !(group >= 0)) return undefined;
  return { uid: user, gid: group, name: env.SUDO_USER ?? null };
}

const NOTHING: FirewallRules = {
  tables: [],
  ipsets: [],
  owners: { ufw: false, ufwRules: [], firewalld: false, fail2ban: false },
  routeLocalnet: [],
};

/**
 * Why an ordinary user does not know, or the root of a container without CAP_NET_ADMIN, with what the configuration says
 * all the same.
 */
function needsRoot(system: System): Fact<never> {
  const hints = hintsOf(system);
  const more = hints.length ? ` (${hints.join('; ')})` : '';
  const without = system.uid === 0 ? 'CAP_NET_ADMIN, which this process was not given' : 'root';
  return unknown('needs-root', `the firewall's rules cannot be read without ${without}${more}`);
}

/**
 * Every packet filter of this network namespace: nf_tables with what iptables keeps there, the old iptables, and
 * ipsets. Starts no program where the kernel says that there are no tables; each has `patience` milliseconds. Needs
 * CAP_NET_ADMIN.
 */
export async function readFirewall(asked: System, patience: number = PATIENCE): Promise<Fact<FirewallRules>> {
  const system: System = {
    ...asked,
    run: (program, args, options) => asked.run(program, args, { timeout: patience, ...options }),
  };
  if (system.platform !== 'linux')
    return unknown('unsupported', 'the packet filter of this system is not read');
  if (mayAdminister(system) === false)
    return filtersNothing(system) ? known(NOTHING, '/proc/modules') : needsRoot(system);
  const { names, generation } = nftTables(system.netlink?.()) ?? {};
  const [nft, legacy] = await Promise.all([readNft(system, names), readLegacy(system)]);
  const tables = [...nft.value, ...legacy.value];
  const failures = [nft.failure, legacy.failure].filter(failure => failure !== undefined);
  if (failures.some(failure => failure.reason === 'needs-root')) return needsRoot(system);
  if (failures.length && tables.length === 0) return unknown(failures[0]!.reason, failures[0]!.detail);
  const list = readPolicies(system.netlink?.());
  const policies = list.length > 0 && { policies: list };
  if (tables.length === 0) return known({ ...NOTHING, ...policies }, 'nf_tables, iptables');
  const [ipsets, owners] = await Promise.all([readIpsets(system, tables), readOwners(system, tables)]);
  const [asker, typist] = [ownIds(system), typistOf(system)];
  const value = {
    tables: withLists(system, withReaders(system, tables)),
    ipsets: ipsets.value,
    owners,
    ...readSettings(system, tables),
    ...(readText(system, KEEPS_MARK)?.trim() === '1' && { keepsMark: true as const }),
    ...policies,
    ...(generation !== undefined && { generation }),
    clock: clockOf(system),
    ...(asker && { asker }),
    ...(typist && { typist }),
  };
  const lacks = [...failures, ipsets.failure].flatMap(failure => failure?.detail ?? []);
  const source = 'nft -j list ruleset, iptables-save';
  return lacks.length ? partial(value, source, lacks.join('; ')) : known(value, source);
}
