import { type Fields, isFields } from '../facts/firewall/json.js';
import { always, doubt, type Step } from './step.js';

/** What is hit so often is as good as always hit: a client sends its first packet four times in seven seconds. */
const MOSTLY = 0.9;
/** A share so near to none or all is rounding: iptables keeps 31 bits of it. */
const NEARLY = 1e-6;

const percent = (share: number): string => `about ${Number((share * 100).toPrecision(2))} % of the packets`;

/** Prepares a match that chance decides, for this share of the packets. */
export function chanceStep(share: number): Step {
  if (!(share > NEARLY)) return always(false);
  return always(share > 1 - NEARLY || { ...doubt('chance', percent(share), share >= MOSTLY), share });
}

/** -m statistic, as the reader of iptables' options gives it. */
export const statistic = ({ share, negated }: Fields): Step =>
  chanceStep(negated === true ? 1 - Number(share) : Number(share));

/** Most numbers that are tried one by one. */
const MOST = 10_000;

/** `numgen random mod 10 < 3`: the share of the numbers that match; undefined where the left side is no such thing. */
export function shareOf(left: unknown, isMet: (number: number) => boolean | undefined): number | undefined {
  const { numgen } = isFields(left as Fields) ? (left as Fields) : {};
  if (!isFields(numgen)) return undefined;
  const { mod, offset = 0 } = numgen;
  const count = Number(mod);
  if (!(count > 0 && count <= MOST)) return undefined;
  const results = Array.from({ length: count }, (_, number) => isMet(number + Number(offset)));
  return results.includes(undefined) ? undefined : results.filter(Boolean).length / count;
}
