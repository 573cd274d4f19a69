import type { System } from '../system/system.js';
import { attempt } from './attempt.js';

/** The text of a file, at most `limit` bytes of it (from its end where that is negative); '' where it cannot be read. */
export const textOf = (system: System, path: string, limit?: number): string =>
  attempt(() => system.read(path, limit)) ?? '';
