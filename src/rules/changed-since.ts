import type { ConfigurationFile } from '../facts/configuration/types.js';
import { START_BLUR } from '../facts/processes/boot-time.js';
import { momentsApart } from './moment.js';

/** The file was changed after a program's start (`startedAt`, milliseconds since 1970), which may not have read it as it is. */
export const changedSince = ({ modifiedAt }: ConfigurationFile, startedAt: number): boolean =>
  modifiedAt > startedAt + START_BLUR;

/** Both times in words, as evidence: `started` tells what did so. */
export const changeSaid = ({ modifiedAt }: ConfigurationFile, startedAt: number, started: string): string => {
  const [one, other] = momentsApart(modifiedAt, startedAt);
  return `changed ${one}; ${started} ${other}`;
};

/** What is said of a server that has not read its files again: the first line of the report. */
export const runsAsBefore = { headline: 'the server still runs with its old configuration' } as const;
