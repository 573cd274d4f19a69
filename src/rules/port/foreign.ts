import { misbound } from '../../causes.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { invocationOf, type Language } from '../../programs/invocation.js';
import type { LogError } from '../process/log-errors.js';

/** "[::]:8000", "0.0.0.0:8000", "('', 8000)", "tcp :8000": every address, and not the one that the holder has. */
const wide = /(?:::\]?|\b0\.0\.0\.0|\*|''|\s)['"]?[:,] ?\d{2,5}\b/;

/** Whose words for a taken port these are: of its own language, a failed start may be the holder's own, told another address. */
const words: Partial<Record<Language, RegExp>> = {
  node: /\bEADDRINUSE\b/,
  python: /errno 98/i,
  ruby: /Errno::/,
  java: /BindException/,
  php: /Failed to listen on/,
};

interface Kept {
  readonly byName: boolean;
  readonly lost: Pick<LogError, 'port' | 'line'> | undefined;
}

/** Another server was meant: asked for by name, or to have the port at every address where nobody serves it at this one. */
export function isForeign(
  { byName, lost }: Kept,
  holder: Process,
  taking: readonly Socket[],
  port: number,
): boolean {
  if (byName || taking.length > 0 || lost?.port !== port || !wide.test(lost.line)) return byName;
  const { language } = invocationOf(holder);
  return !(language && words[language]?.test(lost.line));
}

/** Where the holder is bound is nothing to a server that was asked for by name: it would be bound in its own way. */
export const ofHolder = ['name/hostname-maps-to-loopback', ...misbound] as const;
