import { misbound } from '../../causes.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { LogError } from '../process/log-errors.js';

/** "[::]:8000", "0.0.0.0:8000", "('', 8000)", "tcp :8000": every address, and not the one that the holder has. */
const wide = /(?:::\]?|\b0\.0\.0\.0|\*|''|\s)['"]?[:,] ?\d{2,5}\b/;

interface Kept {
  readonly byName: boolean;
  readonly lost: Pick<LogError, 'port' | 'line'> | undefined;
}

/** Another server was meant: asked for by name, or to have the port at every address where nobody serves it at this one. */
export const isForeign = ({ byName, lost }: Kept, taking: readonly Socket[], port: number): boolean =>
  byName || (taking.length === 0 && lost?.port === port && wide.test(lost.line));

/** Where the holder is bound is nothing to that: it would be bound in its own way. */
export const ofHolder = ['name/hostname-maps-to-loopback', ...misbound] as const;
