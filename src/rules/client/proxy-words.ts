import { isLead, isWayOut } from '../../facts/proxies/curl-leads.js';
import { fileOf } from '../../facts/proxies/own-files.js';
import type { ProxyAttempt } from '../../facts/proxies/types.js';
import type { Evidence } from '../rule.js';

/** A proxy by its URL; what curl is led to is none, but a server. */
export const placeOf = ({ variable, url }: ProxyAttempt): string =>
  isLead(variable) ? url.replace('tcp://', '') : url;

/** The same in a sentence. */
export const goalOf = (attempt: ProxyAttempt): string =>
  isWayOut(attempt.variable)
    ? `out by ${attempt.url}`
    : `to ${isLead(attempt.variable) ? placeOf(attempt) : `the proxy ${attempt.url}`}`;

/** A setting as people call it: the variable's name, or the line of a program's own file. */
export const settingWords = (attempt: ProxyAttempt): string =>
  fileOf(attempt.variable) ? `The ${lineOf(attempt)} line of ${settingFile(attempt)}` : attempt.variable;

/** The name of a line of such a file. */
const lineOf = ({ variable }: ProxyAttempt): string => variable.replace(/^.*: /, '');

/** The same, in a word. */
export const settingName = (attempt: ProxyAttempt): string =>
  attempt.file ? `${attempt.file}: ${lineOf(attempt)}` : attempt.variable;

/** The file of curl's or another program's own that names the proxy. */
export const settingFile = ({ file }: ProxyAttempt): string => file ?? '~/.curlrc';

/** Evidence for what a variable says and what became of its proxy. */
export function proxyEvidence(attempt: ProxyAttempt, fault: string): readonly Evidence[] {
  const written: Evidence = fileOf(attempt.variable)
    ? { fact: 'proxies', says: `${lineOf(attempt)} = ${placeOf(attempt)}`, source: settingFile(attempt) }
    : { fact: 'proxies', says: `${attempt.variable}=${attempt.url}`, source: "the caller's environment" };
  // What cannot be read was not tried.
  if (attempt.errno === 'EINVAL') return [written];
  return [
    written,
    {
      fact: 'proxies',
      says: `${isLead(attempt.variable) ? placeOf(attempt) : 'the proxy'} ${fault}`,
      source: `connection to ${attempt.host}:${attempt.port}`,
    },
  ];
}
