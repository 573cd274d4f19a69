import { clientOn } from '../../facts/interfaces/clients.js';
import { networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';

/** The question as machines on each of this machine's networks ask it. */
export function askedByOthers(
  { interfaces }: { readonly interfaces: readonly Interface[] },
  question: Question,
): readonly Question[] {
  return networksOf(interfaces).flatMap(place => {
    const source = place.usable ? clientOn(place, interfaces) : null;
    if (source === null || place.address === null) return [];
    const { family, address, network, interface: input } = place;
    const vantage = { kind: 'lan', label: 'lan', source, input, network } as const;
    return [{ ...question, vantage, family, address }];
  });
}
