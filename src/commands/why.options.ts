import type { Asking } from '../facts/questions.js';
import { canonicalAddress, unmapped } from '../net/address.js';
import { isLoopback, isWildcard } from '../net/prefix.js';
import { UsageError } from './context.js';

/** The options of `netcheck why`, as they were typed. */
export interface WhyOptions {
  readonly targets: readonly string[];
  readonly from?: string;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly json?: boolean;
  readonly save?: string;
  readonly facts?: string;
  readonly timeout?: string;
  readonly origin?: string;
  readonly verbose?: boolean;
}

/** The least that --timeout gives, milliseconds. */
export const shortest = 1000;

/** Who asks, and by which family. */
export function askingOf(options: WhyOptions): Asking {
  const typed = options.from ?? 'any';
  const family = options['4'] ? 4 : options['6'] ? 6 : null;
  const word = typed.toLowerCase();
  if (['self', 'lan', 'any'].includes(word)) return { from: word, family };
  // A server that takes both families by one socket logs its IPv4 clients as mapped ones.
  const address = unmapped(canonicalAddress(typed) ?? '');
  if (word === 'localhost' || isLoopback(address)) return { from: 'self', family };
  if (!address || isWildcard(address))
    throw new UsageError(
      `--from ${typed || "''"} is no client`,
      'self, lan, any, or an address such as 10.0.0.7',
    );
  return { from: address, family };
}

/** An origin as browsers send it: a scheme, a host, a port where it is not the scheme's own; null of a page from a file (RFC 6454, section 7.3). */
export function originOf(text: string): string {
  if (text === 'null' || text.startsWith('file:')) return 'null';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--origin ${text || "''"} is no origin`, 'such as https://app.example.com');
  return url.origin;
}

/** The time for the whole run, milliseconds. */
export function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 600)
    throw new UsageError(`--timeout ${text || "''"} is not a number of seconds`, 'more than 0, at most 600');
  return Math.max(shortest, seconds * 1000);
}
