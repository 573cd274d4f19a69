import type { Evidence } from './rule.js';

/** What a log says, as evidence: the line as it stands there, cut where it is long. */
export const logSays = (line: string, path: string): Evidence => ({
  fact: 'logs',
  says: `Its log says: ${line.trim().slice(0, 240)}`,
  source: path,
});
