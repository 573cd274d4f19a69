import { type Fields, isFields } from './json.js';
import type { RuleTexts } from './nft-text.js';
import type { Chain, Hook, Json, NamedSet, Rule, Statement, Table, TableFamily } from './types.js';

/** What was made of a ruleset, and in words what of it could not be read. */
export interface ParsedRuleset {
  readonly tables: readonly Table[];
  readonly lacks: readonly string[];
}

const families = new Set<string>(['ip', 'ip6', 'inet', 'netdev', 'bridge', 'arp']);
/** Objects of a ruleset that decide nothing by themselves: statements name them. */
const silent = new Set([
  'metainfo',
  'counter',
  'flowtable',
  'synproxy',
  'secmark',
  'ct helper',
  'ct timeout',
  'ct expectation',
]);

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const noTexts: RuleTexts = { rules: new Map(), devices: new Map(), dormant: new Set() };

interface Building {
  readonly family: TableFamily;
  readonly name: string;
  readonly chains: Map<string, { hook: Hook | null; rules: Rule[] }>;
  readonly sets: NamedSet[];
  /** Quotas and limits that rules name: `quota NAME` → its body. */
  readonly objects: Map<string, Fields>;
}

function hookOf(chain: Fields, devices: readonly string[]): Hook | null {
  const name = text(chain.hook);
  if (!name) return null;
  return {
    type: text(chain.type) || 'filter',
    name,
    priority: typeof chain.prio === 'number' ? chain.prio : 0,
    policy: chain.policy === 'drop' ? 'drop' : 'accept',
    devices: devices.length
      ? devices
      : list(chain.dev ?? chain.devs)
          .map(text)
          .filter(Boolean),
  };
}

function setOf(set: Fields, map: boolean): NamedSet {
  return { name: text(set.name), types: list(set.type).map(text), elements: list(set.elem), map };
}

/** The elements of a map whose values are names of objects, with the objects themselves in the names' place. */
function namedIn(table: Building, kind: string, map: Fields): Fields {
  const { data } = map;
  const pairs =
    typeof data === 'string'
      ? (table.sets.find(set => `@${set.name}` === data)?.elements ?? [])
      : list(isFields(data) ? data.set : undefined);
  const set = pairs.map((pair): Json => {
    const [key = null, name] = list(pair);
    return [key, table.objects.get(`${kind} ${text(name)}`) ?? null];
  });
  return { ...map, data: { set } };
}

/** A statement that names a quota or a limit, or a map of them, with the object itself in the name's place. */
function named(table: Building, statement: Statement): Statement {
  const kind = 'quota' in statement ? 'quota' : 'limit' in statement ? 'limit' : undefined;
  const body = kind && statement[kind];
  if (!kind || body === undefined) return statement;
  if (isFields(body) && isFields(body.map)) return { [kind]: { map: namedIn(table, kind, body.map) } };
  const object = table.objects.get(`${kind} ${text(body)}`);
  return object ? { [kind]: object } : statement;
}

/** A jump to a chain without a name, which nft prints as text even in JSON: what it decides is not known. */
const spelledOut = (statement: Json): Json =>
  typeof statement === 'string' && /^(jump|goto) \{/.test(statement)
    ? { 'a chain without a name': null }
    : statement;

function addRule(table: Building, rule: Fields, texts: RuleTexts): boolean {
  const chain = table.chains.get(text(rule.chain));
  const statements = list(rule.expr).map(spelledOut);
  if (!chain || !Array.isArray(rule.expr) || !statements.every(isFields)) return false;
  const handle = typeof rule.handle === 'number' ? rule.handle : null;
  chain.rules.push({
    handle,
    position: chain.rules.length + 1,
    text: texts.rules.get(`${table.family} ${table.name} ${text(rule.chain)} ${handle}`) ?? '',
    statements: statements.map(statement => named(table, statement as Statement)),
  });
  return true;
}

function addChain(table: Building, chain: Fields, texts: RuleTexts): boolean {
  const name = text(chain.name);
  const hook = hookOf(chain, texts.devices.get(`${table.family} ${table.name} ${name}`) ?? []);
  table.chains.set(name, { hook, rules: [] });
  const onDevice = hook?.name === 'ingress' || hook?.name === 'egress';
  return name !== '' && !(onDevice && hook.devices.length === 0);
}

/** Puts one object of the listing where it belongs; false where it is not understood. */
function place(tables: Map<string, Building>, object: Fields, texts: RuleTexts): boolean | string {
  const [kind = '', body] = Object.entries(object)[0] ?? [];
  if (silent.has(kind)) return true;
  if (!isFields(body) || !families.has(text(body.family))) return kind || 'an empty object';
  const key = `${text(body.family)} ${text(kind === 'table' ? body.name : body.table)}`;
  if (kind === 'table') {
    const family = text(body.family) as TableFamily;
    // A table that is switched off (flag dormant) has no hooks.
    if (!list(body.flags).includes('dormant') && !texts.dormant.has(key))
      tables.set(key, { family, name: text(body.name), chains: new Map(), sets: [], objects: new Map() });
    else tables.delete(key);
    return true;
  }
  const table = tables.get(key);
  if (!table) return true;
  if (kind === 'chain') return addChain(table, body, texts) || kind;
  if (kind === 'quota' || kind === 'limit') {
    table.objects.set(`${kind} ${text(body.name)}`, body);
    return true;
  }
  if (kind === 'set' || kind === 'map') {
    table.sets.push(setOf(body, kind === 'map'));
    return true;
  }
  return (kind === 'rule' && addRule(table, body, texts)) || kind;
}

const finished = ({ family, name, chains, sets }: Building): Table => ({
  engine: 'nft',
  family,
  name,
  chains: [...chains].map(([chain, { hook, rules }]): Chain => ({ name: chain, hook, rules })),
  sets,
});

/**
 * Reads what `nft -j list ruleset` printed. `texts` gives each rule's own text (see readNftText). Never throws:
 * what is cut off, malformed or of a kind not known here is told in `lacks`.
 */
export function parseNftJson(json: string, texts: RuleTexts = noTexts): ParsedRuleset {
  let listing: Json;
  try {
    listing = JSON.parse(json) as Json;
  } catch {
    return { tables: [], lacks: ['the output of nft is no JSON'] };
  }
  const objects = isFields(listing) ? listing.nftables : undefined;
  if (!Array.isArray(objects)) return { tables: [], lacks: ['the output of nft holds no list "nftables"'] };
  const tables = new Map<string, Building>();
  const strange = new Set<string>();
  for (const object of objects as readonly Json[]) {
    const placed = isFields(object) ? place(tables, object, texts) : 'an entry that is no object';
    if (typeof placed === 'string') strange.add(placed);
  }
  return {
    tables: [...tables.values()].map(finished),
    lacks: [...strange].slice(0, 5).map(kind => `not understood in the rules: ${kind.slice(0, 40)}`),
  };
}
