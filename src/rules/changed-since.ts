import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import { momentToSecond } from './moment.js';

/** A start time is known to the second only, milliseconds. */
const SLACK = 1000;

/** The file was changed after a program's start (`startedAt`, milliseconds since 1970), which may not have read it as it is. */
export const changedSince = ({ modifiedAt }: ConfigurationFile, startedAt: number): boolean =>
  modifiedAt > startedAt + SLACK;

/** Both times in words, as evidence. */
export const changeSaid = ({ modifiedAt }: ConfigurationFile, { pid, startedAt }: Process): string =>
  `changed ${momentToSecond(modifiedAt)}; pid ${pid} started ${momentToSecond(startedAt)}`;

/** What is said of a server that has not read its files again: the first line of the report. */
export const runsAsBefore = { headline: 'the server still runs with its old configuration' } as const;
