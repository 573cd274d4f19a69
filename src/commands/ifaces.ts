import { valueIn } from '../facts/fact.js';
import { readInterfaces } from '../facts/interfaces/read.js';
import type { Interface } from '../facts/interfaces/types.js';
import { answeringOn } from '../facts/sockets/answering.js';
import { readListeners } from '../facts/sockets/read.js';
import { jsonDocument } from '../net/invisible.js';
import { escaped } from '../render/escape.js';
import { type InterfaceView, renderBrief, renderInterfaces } from '../render/ifaces.js';
import { loadTheme } from '../render/theme.js';
import { type Context, UsageError } from './context.js';

export { realSystem as system } from '../system/real.js';

/** The options of `netcheck ifaces [NAME]` as commander gives them. */
export interface IfacesOptions {
  readonly name?: string | undefined;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly brief?: boolean;
  readonly json?: boolean;
}

type Family = 4 | 6 | null;

const familyOf = (options: IfacesOptions): Family => {
  if (options['4'] && options['6']) return null;
  return options['4'] ? 4 : options['6'] ? 6 : null;
};

const goesBy = (view: Interface, name: string): boolean =>
  view.name === name || Boolean(view.alternativeNames?.includes(name));

/** As ip-address(8): a family shows the interfaces that have such an address, and those addresses alone. */
function chosen(views: readonly Interface[], name: string | undefined, family: Family): readonly Interface[] {
  const named = name === undefined ? views : views.filter(view => goesBy(view, name));
  if (named.length === 0 && name !== undefined)
    throw new UsageError(
      `there is no interface ${escaped(name) || "''"}`,
      `there are: ${views.map(view => escaped(view.name)).join(', ')}`,
    );
  if (family === null) return named;
  return named
    .map(view => ({ ...view, addresses: view.addresses.filter(address => address.family === family) }))
    .filter(view => view.addresses.length > 0);
}

/** Shows the interfaces with their addresses and the ports that answer on them; 3 where they cannot be read. */
export async function run(options: IfacesOptions, context: Context): Promise<number> {
  const { system, columns } = context;
  const interfaces = readInterfaces(system);
  if (interfaces.status === 'unknown') {
    context.err(`netcheck: the interfaces cannot be read: ${interfaces.detail}\n`);
    return 3;
  }
  const listeners = readListeners(system);
  const all = interfaces.value;
  const family = familyOf(options);
  const shown = viewsOf(chosen(all, options.name, family), valueIn(listeners));
  const lacks = [interfaces, listeners].flatMap(fact =>
    fact.status === 'known' ? [] : [fact.status === 'partial' ? fact.lacks : fact.detail],
  );
  if (options.json) {
    context.out(jsonDocument({ schema: 'netcheck.ifaces/1', interfaces: shown, lacks }));
    return 0;
  }
  const theme = await loadTheme(context.colour);
  context.out(
    options.brief
      ? renderBrief(shown, all, { theme })
      : renderInterfaces(shown, all, { theme, columns, links: family === null }),
  );
  if (lacks.length > 0) context.err(`netcheck: not seen: ${escaped(lacks.join('; '))}\n`);
  return 0;
}

/** Each address with what answers on it. Clients of a loopback address are this machine's own, by lo. */
function viewsOf(
  interfaces: readonly Interface[],
  listeners: Parameters<typeof answeringOn>[0] | undefined,
): readonly InterfaceView[] {
  const answering = listeners && answeringOn(listeners);
  return interfaces.map(item => ({
    ...item,
    addresses: item.addresses.map(address => ({
      ...address,
      answers: answering?.(address.address, item.name) ?? null,
    })),
  }));
}
