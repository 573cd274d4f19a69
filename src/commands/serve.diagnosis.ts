import type { Diagnosis } from '../diagnosis/types.js';
import { formatEndpoint } from '../net/address.js';
import { escaped } from '../render/escape.js';
import { isLoopback, type Place } from '../serve/listen/addresses.js';
import type { Context } from './context.js';

const diagnose = async (targets: readonly string[], context: Context): Promise<readonly Diagnosis[]> => {
  const { look, diagnosisOf } = await import('./why.js');
  return (await look({ targets: [...targets], timeout: '5' }, context)).map(diagnosisOf);
};

/** Who listens on a port, in words; undefined where nobody is seen. */
export async function holderOf(port: number, context: Context): Promise<string | undefined> {
  const [diagnosis] = await diagnose([String(port)], context).catch(() => []);
  const listener = diagnosis?.listeners[0];
  if (!listener) return undefined;
  const name = listener.program ?? listener.command ?? 'a program';
  return escaped(listener.pid === null ? `${name} of ${listener.user}` : `${name} (pid ${listener.pid})`);
}

/** Whether other machines get in: null where it could not be decided. */
export interface Reachability {
  readonly open: boolean | null;
  readonly summary: string;
  /** What stops them: the codes of the causes. */
  readonly causes: readonly string[];
}

/** What to ask about ourselves: the port where any address may be, else each address that other machines can know. */
function targetsOf(places: readonly Place[], port: number): readonly string[] {
  if (places.some(({ device }) => device === null)) return [String(port)];
  return places
    .filter(place => !isLoopback(place) && !place.address.includes('%'))
    .map(({ address }) => formatEndpoint(address, port));
}

/** What `netcheck why` says of our own port: whether any address that we listen on lets others in. */
export async function reachabilityOf(
  places: readonly Place[],
  port: number,
  context: Context,
): Promise<Reachability | undefined> {
  const targets = targetsOf(places, port);
  if (targets.length === 0) return undefined;
  const found = (await diagnose(targets, context).catch(() => [])).map(reachability);
  return found.find(({ open }) => open) ?? found.find(({ open }) => open === null) ?? found[0];
}

function reachability(diagnosis: Diagnosis): Reachability {
  const others = diagnosis.reach.filter(({ from }) => from !== 'self');
  const outcomes = others.map(({ outcome }) => outcome);
  const open = outcomes.includes('ok')
    ? true
    : outcomes.length === 0 || outcomes.includes('unknown')
      ? null
      : false;
  const errors = diagnosis.causes.filter(({ severity }) => severity === 'error');
  return {
    open,
    summary: escaped(errors[0]?.summary ?? diagnosis.summary),
    causes: errors.map(({ code }) => code),
  };
}
