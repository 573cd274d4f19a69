import type { NameLookup } from '../../facts/names/types.js';
import { edit, type Hidden, shown } from './hidden.js';
import { askedServers, heard, verdictsOf, worded } from './lookup.js';

/** The hosts line of nsswitch.conf lacks the source that has the name. */
export function byOrder(names: NameLookup): Hidden | undefined {
  const { orderLine, order, hosts } = names;
  const knowing = askedServers(names).find(({ says }) => says === 'address');
  const lacks =
    hosts.length > 0 && !order.includes('files')
      ? 'files'
      : knowing && !order.includes('dns')
        ? 'dns'
        : undefined;
  if (!lacks || !orderLine) return undefined;
  const [words, comment] = orderLine.text.split(/(?=#)/, 2);
  const whole = `${words!.trimEnd()}${comment ? ` ${comment}` : ''}`;
  const replace =
    lacks === 'dns'
      ? whole.replace(words!.trimEnd(), `${words!.trimEnd()} dns`)
      : whole.replace(/(hosts\s*:\s*)/, '$1files ');
  const knows =
    lacks === 'files'
      ? `${hosts[0]!.file} line ${hosts[0]!.line} has the name`
      : `name server ${worded(knowing!)}`;
  return {
    summary: `${knows}, but ${orderLine.file} does not ask ${lacks === 'files' ? 'the hosts file' : 'DNS'} for names: ${orderLine.text.trim()}`,
    says: `${orderLine.file} has no ${lacks}`,
    evidence: [shown(orderLine), ...(knowing ? [heard(knowing)] : []), ...hosts.slice(0, 1).map(shown)],
    fixes: [edit(`Let ${orderLine.file} ask ${lacks}`, orderLine, replace)],
  };
}

/** An action in brackets ends the search before it comes to the source that has the name. */
export function byAction(
  names: NameLookup,
  source: 'files' | 'dns',
  action: string | undefined,
): Hidden | undefined {
  const { orderLine, hosts } = names;
  const knowing = verdictsOf(names).find(({ says }) => says === 'address');
  const has = source === 'files' ? hosts.length > 0 : knowing !== undefined;
  if (action === undefined || !orderLine || !has) return undefined;
  const [line] = hosts;
  const [before, ...after] = orderLine.text.split(action);
  const knows =
    source === 'files' && line
      ? `${line.file} line ${line.line} has the name`
      : `name server ${worded(knowing!)}`;
  return {
    summary: `${knows}, but ${action} in ${orderLine.file} ends the search before ${source === 'files' ? 'the hosts file' : 'DNS'} is asked: ${orderLine.text.trim()}`,
    says: `${orderLine.file} ends the search at ${action}`,
    evidence: [shown(orderLine), ...verdictsOf(names).map(heard), ...hosts.slice(0, 1).map(shown)],
    fixes: [
      edit(
        `Let ${orderLine.file} go on to ${source}`,
        orderLine,
        `${before!.trimEnd()} ${after.join(action).trimStart()}`.trimEnd(),
      ),
    ],
  };
}
