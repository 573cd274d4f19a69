import { counted } from '../../net/english.js';

/** How a server misbehaves on purpose. Rates in bytes a second. */
export type Fault =
  | { readonly kind: 'hang' | 'empty' | 'reset' | 'no-accept' | 'bad-host' }
  | { readonly kind: 'tls-expired' | 'tls-self-signed' | 'tls-wrong-name' }
  | { readonly kind: 'refuse-after' | 'slow' | 'close-after' | 'status'; readonly value: number };

interface Mode {
  /** What `value` counts, and its least and most; undefined where the mode takes none. */
  readonly value?: { readonly name: string; readonly least: number; readonly most: number };
  readonly says: (value: number) => string;
}

/** Every mode with its name as it is typed and what the banner says of it. */
const faultModes: Readonly<Record<Fault['kind'], Mode>> = {
  hang: { says: () => 'takes requests and never answers' },
  empty: { says: () => 'takes requests and hangs up without an answer' },
  reset: { says: () => 'resets every connection as soon as it is made' },
  'refuse-after': {
    value: { name: 'N', least: 0, most: 1e9 },
    says: value => `stops listening after ${counted(value, 'connection')}`,
  },
  slow: {
    value: { name: 'BYTES/S', least: 1, most: 1e9 },
    says: value => `sends ${counted(value, 'byte')} of an answer a second`,
  },
  'close-after': {
    value: { name: 'BYTES', least: 0, most: 1e12 },
    says: value => `hangs up after ${counted(value, 'byte')} of an answer`,
  },
  'no-accept': { says: () => 'listens, accepts nothing, and its accept queue is full' },
  status: {
    value: { name: 'CODE', least: 200, most: 599 },
    says: value => `answers every request with ${value}`,
  },
  'bad-host': { says: () => 'refuses every host name but localhost' },
  'tls-expired': { says: () => 'shows a certificate that expired yesterday' },
  'tls-self-signed': { says: () => 'shows a certificate that nobody but itself signed' },
  'tls-wrong-name': { says: () => 'shows a certificate for wrong.example' },
};

const isKind = (word: string): word is Fault['kind'] => Object.hasOwn(faultModes, word);

/**
 * Reads the words of `--fault`: `hang`, `status 503`, `status=503`. Gives the fault and the words that are left over, or
 * what is wrong, in words.
 */
export const parseFault = (
  words: readonly string[],
): { fault: Fault; rest: readonly string[] } | { wrong: string } => {
  const [kind = '', ...rest] = (words[0] ?? '').split(/[=: ]/).concat(words.slice(1));
  if (!isKind(kind)) return { wrong: `--fault ${kind}: one of ${Object.keys(faultModes).join(', ')}` };
  const { value } = faultModes[kind];
  if (!value) return { fault: { kind } as Fault, rest };
  const number = /^\d{1,13}$/.test(rest[0] ?? '') ? Number(rest[0]) : Number.NaN;
  if (!(number >= value.least && number <= value.most))
    return {
      wrong: `--fault ${kind} ${value.name}: a whole number between ${value.least} and ${value.most}`,
    };
  return { fault: { kind, value: number } as Fault, rest: rest.slice(1) };
};

/** What the banner says of a fault. */
export const sayFault = (fault: Fault): string =>
  faultModes[fault.kind].says('value' in fault ? fault.value : 0);
