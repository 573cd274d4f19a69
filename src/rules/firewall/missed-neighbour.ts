import { known, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import {
  type Elsewhere,
  elsewhere,
  neighbourEvidence,
  neighbourForgotten,
  neighbourSilent,
} from '../remote/elsewhere.js';
import type { Evidence } from '../rule.js';
import type { WalkSeen } from './judged.js';

/** A neighbour that this machine looked for in vain. */
export interface Missed {
  /** The address of this machine that it is asked from. */
  readonly source: string;
  readonly device: string;
  /** The target itself, or the gateway on the way to it. */
  readonly hop: string;
  readonly evidence: readonly Evidence[];
}

/** The kernel gave up, or still waits: no answer has come to its questions for the hardware address. */
const inVain = (search: Elsewhere): boolean =>
  (search.probe.outcome === 'host-unreachable' && (neighbourSilent(search) || neighbourForgotten(search))) ||
  (search.probe.outcome === 'timeout' && neighbourSilent(search));

/** Whom this machine hands its packets to on the way to a target elsewhere, and did not find; undefined for other questions. */
export function missed({ probes, routes, interfaces }: WalkSeen, question: Question): Missed | undefined {
  const found = elsewhere(valueIn(probes) ?? [], routes, known(interfaces, 'rtnetlink'), question);
  const { device, gateway, source } = found?.route ?? {};
  if (!found || !device || !source) return undefined;
  const search = { ...found, neighbour: found.hop };
  const asks = interfaces.some(({ name, flags }) => name === device && !flags.includes('NOARP'));
  return asks && inVain(search)
    ? { source, device, hop: gateway ?? question.address, evidence: neighbourEvidence(search) }
    : undefined;
}
