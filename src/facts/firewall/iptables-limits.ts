import { numbers } from './iptables-match.js';
import { argumentOf, type Option } from './iptables-words.js';
import type { Statement } from './types.js';

type Reader = (option: Option, family: 'ip' | 'ip6', all: readonly Option[]) => Statement;

const named = (all: readonly Option[], name: string): boolean => all.some(option => option.name === name);

/** No mask, or one that masks nothing. */
const WHOLE = /^(255\.255\.255\.255|ffff(:ffff){7})?$/;

/** Of -m recent: which list, and whose address. */
const list = (all: readonly Option[]) => ({
  name: argumentOf(all, '--name') ?? 'DEFAULT',
  ...(named(all, '--rdest') && { of: 'daddr' }),
  ...(Number(argumentOf(all, '--hitcount') ?? 0) > 1 && { often: Number(argumentOf(all, '--hitcount')) }),
  ...(named(all, '--seconds') && { lately: Number(argumentOf(all, '--seconds')) }),
  ...(!WHOLE.test(argumentOf(all, '--mask') ?? '') && { masked: true }),
});

const networks = ['--hashlimit-srcmask', '--hashlimit-dstmask', '--hashlimit-rate-match'];
const isOfBytes = (all: readonly Option[]): boolean =>
  ['--hashlimit-above', '--hashlimit-upto'].some(name => argumentOf(all, name)?.includes('b/s'));

/** Of -m hashlimit: by what it counts, and the table of those it counts; none where it counts networks or bytes. */
const kept = (all: readonly Option[]) => ({
  by: (argumentOf(all, '--hashlimit-mode') ?? '').split(',').filter(Boolean),
  ...(!networks.some(name => named(all, name)) &&
    !isOfBytes(all) && { table: argumentOf(all, '--hashlimit-name') ?? '' }),
});

/** Of -m connlimit: connections of each client are counted, or of each network; with an empty mask, or by destination, all. */
function perClient(family: 'ip' | 'ip6', all: readonly Option[]) {
  const whole = family === 'ip' ? 32 : 128;
  const prefix = Number(argumentOf(all, '--connlimit-mask') ?? whole);
  if (prefix === 0 || named(all, '--connlimit-daddr')) return {};
  return { by: 'client', ...(prefix < whole && { prefix }) };
}

/** Whether an address was noted, and how often lately, is not in the rules; for most it was not. */
const recent: Reader = ({ negated }, _, all) => ({ recent: { ...list(all), inv: !negated } });
/** Notes the address, and matches. */
const note: Reader = (_, __, all) => ({ recent: { ...list(all), note: true } });

/** The options of modules that count: how often somebody comes, or how many connections there are. */
export const limitOptions: Readonly<Record<string, Reader>> = {
  // -m limit and -m hashlimit: the statement is of nft's kind, so that both are told as a limit.
  '--limit': ({ values }, _, all) => ({
    limit: { text: values[0] ?? '', burst: Number(argumentOf(all, '--limit-burst') ?? 5) },
  }),
  '--hashlimit-upto': ({ values }, _, all) => ({ limit: { text: values[0] ?? '', ...kept(all) } }),
  '--hashlimit-above': ({ values }, _, all) => ({
    limit: { text: values[0] ?? '', ...kept(all), inv: true },
  }),
  '--connlimit-above': ({ values }, family, all) => ({
    'ct count': { val: numbers(values[0] ?? ''), ...perClient(family, all), inv: true },
  }),
  '--connlimit-upto': ({ values }, family, all) => ({
    'ct count': { val: numbers(values[0] ?? ''), ...perClient(family, all) },
  }),
  // --set only notes the address; --update and --rcheck ask how often it was noted.
  '--set': note,
  '--update': recent,
  '--rcheck': recent,
  '--remove': recent,
};
