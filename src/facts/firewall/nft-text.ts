const header = /^(table|chain|set|map|counter|quota|limit|flowtable) (?:(\S+) )?(\S+) \{/;

/** Rule lines of a chain put together again where nft broke them: each ends in its handle. */
function* rulesIn(lines: readonly string[]): Generator<[handle: string, text: string]> {
  let pending: string[] = [];
  for (const line of lines) {
    const [end, handle] = / # handle (\d+)$/.exec(line) ?? [];
    pending.push(end === undefined ? line : line.slice(0, -end.length));
    if (handle !== undefined) yield [handle, pending.join(' ')];
    if (handle !== undefined || /^(type \w+ hook|comment ")/.test(pending[0]!)) pending = [];
  }
}

/** What only the text of a listing says: each rule as nft prints it, the devices of ingress and egress chains, and which tables sleep. */
export interface RuleTexts {
  /** By `family table chain handle`. */
  readonly rules: ReadonlyMap<string, string>;
  /** By `family table chain`. The JSON of nft 1.0.6 leaves them out. */
  readonly devices: ReadonlyMap<string, readonly string[]>;
  /** `family table` of those that are switched off. The JSON of nft 1.0.6 has a wrong word for their flag. */
  readonly dormant: ReadonlySet<string>;
}

/** `type filter hook ingress device "eth0" priority 0`, `devices = { eth0, eth1 }`. */
function devicesIn(lines: readonly string[]): readonly string[] {
  const type = lines.find(line => line.startsWith('type ')) ?? '';
  const [, list] = /\bdevices? (?:= )?(\{[^{}]*\}|"[^"]*"|\S+) priority/.exec(type) ?? [];
  return (
    list
      ?.replace(/[{}"]/g, '')
      .split(/[\s,]+/)
      .filter(Boolean) ?? []
  );
}

/** Reads what `nft -a -t list ruleset` printed. */
export function parseNftText(listing: string): RuleTexts {
  const rules = new Map<string, string>();
  const devices = new Map<string, readonly string[]>();
  const dormant = new Set<string>();
  let table = '';
  let chain = '';
  let lines: string[] = [];
  const close = () => {
    for (const [handle, text] of rulesIn(lines)) rules.set(`${table} ${chain} ${handle}`, text);
    if (lines.length) devices.set(`${table} ${chain}`, devicesIn(lines));
    lines = [];
    chain = '';
  };
  for (const line of listing.split('\n')) {
    const [, kind, family, name = ''] = header.exec(line.trim()) ?? [];
    if (kind !== undefined) close();
    if (kind === 'table') table = `${family} ${name}`;
    else if (kind === 'chain') chain = name;
    else if (chain !== '') lines.push(line.trim());
    else if (/^\tflags .*\bdormant\b/.test(line)) dormant.add(table);
  }
  close();
  return { rules, devices, dormant };
}
