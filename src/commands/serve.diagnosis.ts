import type { Diagnosis } from '../diagnosis/types.js';
import { escaped } from '../render/escape.js';
import type { Context } from './context.js';

const diagnose = async (port: number, context: Context): Promise<Diagnosis | undefined> => {
  const { look, diagnosisOf } = await import('./why.js');
  const [seen] = await look({ targets: [String(port)], timeout: '5' }, context);
  return seen && diagnosisOf(seen);
};

/** Who listens on a port, in words; undefined where nobody is seen. */
export async function holderOf(port: number, context: Context): Promise<string | undefined> {
  const listener = (await diagnose(port, context).catch(() => undefined))?.listeners[0];
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

/** What `netcheck why` says of our own port. */
export async function reachabilityOf(port: number, context: Context): Promise<Reachability | undefined> {
  const diagnosis = await diagnose(port, context).catch(() => undefined);
  if (!diagnosis) return undefined;
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
