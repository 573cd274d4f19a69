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
    return at === undefined ? word : word.replace(`interface=${escaped(at)}`, `interface=${address}`);
  });
  if (args.every((word, at) => word === invocation.args[at])) return [];
  return [{ title: `Start it with interface=${address}`, command: [...invocation.head, ...args] }];
}
