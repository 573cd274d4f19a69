import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { withoutEndDot } from '../../net/host.js';
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

/** What tells whether this machine was meant; `machine` where its own name may have been. */
interface Around {
  readonly names: NameLookup;
  readonly sockets: Fact<readonly Socket[]>;
  readonly interfaces: Fact<readonly Interface[]>;
  readonly machine?: Fact<Machine>;
}

const isOwn = ({ names, machine }: Around): boolean =>
  machine !== undefined &&
  valueIn(machine)?.hostName.toLowerCase() === withoutEndDot(names.name).toLowerCase();

/** A further sentence where it is the name of this machine itself. */
export const ownSaid = (around: Around): string =>
  isOwn(around) ? " It is this machine's own name, which a line of /etc/hosts should have." : '';

/** What Debian gives the own name of a machine without a fixed address (Debian reference, "The hostname resolution"). */
const OWN = '127.0.1.1';

/** Where the name is that of an interface, its address; where the port is open here, or the name is this machine's, a line in the hosts file. */
export function hereInstead(around: Around, question: Question): readonly Fix[] {
  const { names } = around;
  const [sockets, interfaces] = [valueIn(around.sockets) ?? [], valueIn(around.interfaces)];
  const nic = forInterface(names, question, interfaces ?? []);
  if (nic) return [nic];
  const own = isOwn(around);
  const here = own || likelyMeant(sockets, question) ? addressHere(sockets, question, interfaces) : undefined;
  const address = here?.address ?? (own ? OWN : undefined);
  const fix = address === undefined ? undefined : addTo(names, address);
  return fix ? [fix] : [];
}

/** That help after these fixes; before them where no server would know the name, for it is an interface's, or this machine's. */
export function withHere(fixes: readonly Fix[], around: Around, question: Question): readonly Fix[] {
  const here = hereInstead(around, question);
  const first = isOwn(around) || valueIn(around.interfaces)?.some(({ name }) => name === around.names.name);
  return first ? [...here, ...fixes] : [...fixes, ...here];
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
