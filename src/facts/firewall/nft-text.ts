const header = /^(table|chain|set|map|counter|quota|limit|flowtable) (?:(\S+) )?(\S+) \{/;

/** Rule lines of a chain put together again where nft broke them: each ends in its handle. */
function* rulesIn(lines: readonly string[]): Generator<[handle: string, text: string]> {
  let pending = '';
  for (const line of lines) {
    pending = pending === '' ? line : `${pending} ${line}`;
    const [, text, handle] = /^(.*) # handle (\d+)$/.exec(pending) ?? [];
    if (text !== undefined) yield [handle!, text];
    if (text !== undefined || /^(type \w+ hook|comment ")/.test(pending)) pending = '';
  }
}

/** The text of each rule in what `nft -a -t list ruleset` printed, by `family table chain handle`. */
export function parseNftText(listing: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let table = '';
  let chain = '';
  let lines: string[] = [];
  const close = () => {
    for (const [handle, text] of rulesIn(lines)) texts.set(`${table} ${chain} ${handle}`, text);
    lines = [];
    chain = '';
  };
  for (const line of listing.split('\n')) {
    const [, kind, family, name = ''] = header.exec(line.trim()) ?? [];
    if (kind !== undefined) close();
    if (kind === 'table') table = `${family} ${name}`;
    else if (kind === 'chain') chain = name;
    else if (chain !== '') lines.push(line.trim());
  }
  close();
  return texts;
}
