import type { Target } from './target.js';

/** Who asks, and how their packets come in. */
export interface Vantage {
  /** self: a program on this machine; lan: any machine on one of its networks; address: the client that --from names. */
  readonly kind: 'self' | 'lan' | 'address';
  /** As the report calls it: 'here', 'lan', '10.77.0.2'. */
  readonly label: string;
  /** A concrete source address, of the family asked about; null for self. */
  readonly source: string | null;
  /** The interface that its packets come in by; null for self, or where none is known. */
  readonly input: string | null;
  /** The network in CIDR form, for lan. */
  readonly network: string | null;
}

/** A program on this machine. */
export const here: Vantage = { kind: 'self', label: 'self', source: null, input: null, network: null };

/** Others come in by an interface of which no network is known: who they are is not known either. */
export const isAnybody = ({ kind, input, network }: Vantage): boolean =>
  kind === 'lan' && input !== null && network === null;

/** One client, one address, one port: what every rule judges. Nothing of the machine is in it. */
export interface Question {
  readonly target: Target;
  readonly vantage: Vantage;
  readonly protocol: 'tcp' | 'udp';
  readonly family: 4 | 6;
  readonly address: string;
  readonly port: number;
  /** The address is one of this machine's own (or a wildcard or loopback). */
  readonly local: boolean;
  /** Its packets pass through here: another network namespace of this machine has the address (target), or asks for it (client). */
  readonly behind?: 'target' | 'client';
}

/** What is asked of another machine; for another client than this one, nobody can tell it from here. */
export const isElsewhere = ({ local, address }: Pick<Question, 'local' | 'address'>): boolean =>
  !local && address !== '';

/** The client's packets come in here: for this machine itself, or on their way to a namespace behind it or out of one. */
export const comesHere = ({ local, behind }: Pick<Question, 'local' | 'behind'>): boolean =>
  local || behind !== undefined;

/** Another client asks another machine: their way does not lead by here, as far as this machine can know. */
export const isBetweenOthers = (question: Question): boolean =>
  question.vantage.kind !== 'self' && isElsewhere(question) && !comesHere(question);
