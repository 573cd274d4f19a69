import type { Fields } from '../facts/firewall/json.js';
import { wordOf } from '../facts/firewall/json.js';
import { type Field, field } from './field.js';
import type { Said } from './said.js';
import { doubt, type Step } from './step.js';

/** So few bytes may stand in any packet's headers by chance. */
const FEW = 3;
/** Offsets from the network header on between which all of a first packet with data lies. */
const [SOON, LATE] = [40, 1500];

const stands = ({ start, texts }: Said, text: string, anyCase: boolean): boolean => {
  const lower = (words: string) => (anyCase ? words.toLowerCase() : words);
  return [start, ...texts].some(each => lower(each).includes(lower(text)));
};

/**
 * Prepares -m string: found for certain in what every client says, surely not where nothing is said yet. What else a
 * client says is its own, and seldom what a rule looks for.
 */
export function holds(body: Fields): Step {
  const { text = '', from = 0, to = LATE, anyCase = false, negated = false } = body;
  const words = wordOf(text);
  const whole = Number(from) <= SOON && Number(to) >= LATE;
  const label = 'the packet holds what the rule looks for';
  const usually = negated === true;
  return ({ data }) => {
    if (data === null) return words.length >= FEW ? usually : doubt('field', label, usually);
    if (data === undefined) return doubt('field', label);
    if (!stands(data, words, anyCase === true)) return doubt('field', label, usually);
    return whole ? !usually : doubt('field', label);
  };
}

/** Most bytes whose number JSON carries exactly. */
const EXACT = 6;

/** `@ih,0,32`: bits of what is said, absent where nothing is said yet (nft_payload.c). */
export const saidField = (offset: number, length: number, label: string): Field =>
  field('number', label, ({ data }) => {
    if (data === null) return null;
    const bytes = data?.start.slice(offset / 8, (offset + length) / 8) ?? '';
    const whole = offset % 8 === 0 && bytes.length === length / 8 && bytes.length <= EXACT;
    return whole ? Number.parseInt(Buffer.from(bytes, 'latin1').toString('hex'), 16) : undefined;
  });
