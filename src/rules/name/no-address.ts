import type { Interface } from '../../facts/interfaces/types.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence, Finding } from '../rule.js';
import { at } from '../serving.js';
import { addTo } from './hosts-edit.js';
import { heard, resolved, verdictsOf } from './lookup.js';
import { addressHere, likelyMeant } from './server-here.js';

/** `ip` and tcpdump take an interface's name; programs that connect do not. */
function forInterface({ name }: NameLookup, { port }: Question, nics: readonly Interface[]): Fix | undefined {
  const nic = nics.find(each => each.name === name);
  const [own] = nic?.addresses ?? [];
  return (
    own && {
      title: `Ask for an address of ${name}: that is the name of an interface here, and no host's`,
      text: `  netcheck why ${at(own.address, port)}`,
      needsRoot: false,
    }
  );
}

/** Where the name is that of an interface, its address; where the port is open here, a line in the hosts file. */
export function hereInstead(
  names: NameLookup,
  sockets: readonly Socket[],
  question: Question,
  interfaces: readonly Interface[] | undefined,
): readonly Fix[] {
  const nic = forInterface(names, question, interfaces ?? []);
  if (nic) return [nic];
  const here = likelyMeant(sockets, question) ? addressHere(sockets, question, interfaces) : undefined;
  const fix = here && addTo(names, here.address);
  return fix ? [fix] : [];
}

/** That help after these fixes; before them where no server would know the name, for it is an interface's. */
export function withHere(fixes: readonly Fix[], ...asked: Parameters<typeof hereInstead>): readonly Fix[] {
  const here = hereInstead(...asked);
  const [{ name }, , , interfaces = []] = asked;
  return interfaces.some(each => each.name === name) ? [...here, ...fixes] : [...fixes, ...here];
}

/** What the resolver and every name server said. */
export const lookupEvidence = (names: NameLookup): readonly Evidence[] => [
  resolved(names),
  ...verdictsOf(names).map(heard),
];

/** A finding about a name that has no address. */
export const noAddress = (
  names: NameLookup,
  summary: string,
  says: string,
  fixes: readonly Fix[],
): Finding => ({
  severity: 'error',
  summary,
  says,
  evidence: lookupEvidence(names),
  fixes,
  outcome: 'unreachable',
});
