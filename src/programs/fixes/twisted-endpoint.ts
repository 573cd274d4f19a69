import type { Candidate, Change, Situation, Wanted } from '../program.js';
import { boundBy } from './directive.js';

/** Colons part the words of an endpoint, so those of an address are escaped. */
const escaped = (address: string): string => address.replaceAll(':', '\\:');

/** The address in an endpoint of Twisted's among the arguments (docs.twisted.org, "Endpoints"): `tcp:8080:interface=127.0.0.1`. */
export function endpointChanges(
  situation: Situation,
  wanted: Wanted,
  { invocation }: Candidate,
): readonly Change[] {
  const bound = boundBy(situation);
  const address = escaped(wanted.address);
  const args = invocation.args.map(word => {
    const at = bound.find(each => word.includes(`interface=${escaped(each)}`));
    if (at !== undefined) return word.replace(`interface=${escaped(at)}`, `interface=${address}`);
    const all = bound.includes('0.0.0.0') && new RegExp(`^(?:.*=)?tcp:${wanted.port}$`).test(word);
    return all ? `${word}:interface=${address}` : word;
  });
  if (args.every((word, at) => word === invocation.args[at])) return [];
  return [{ title: `Start it with interface=${address}`, command: [...invocation.head, ...args] }];
}
