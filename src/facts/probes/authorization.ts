import { basicAuthorization, type Credentials } from '../../net/credentials.js';
import type { ProbePlan } from './plan.js';
import type { Conversation } from './types.js';

/** The plans of those addresses that the URL leads to, with the user name and password in it. */
export const withCredentials = (
  plan: ProbePlan,
  credentials: Credentials | undefined,
  addresses: readonly string[],
): ProbePlan =>
  credentials && addresses.includes(plan.address)
    ? { ...plan, question: { ...plan.question, credentials } }
    : plan;

const hidden = '***';
/** A shorter word stands in answers by chance. */
const SHORTEST = 4;

/** What was heard, without the password where the server repeats it (an echo, a debug page). */
export function withoutCredentials(
  conversation: Conversation,
  credentials: Credentials | undefined,
): Conversation {
  if (!credentials) return conversation;
  const sent = basicAuthorization(credentials).slice('Basic '.length);
  const secrets = [sent, credentials.password, encodeURIComponent(credentials.password)].filter(
    each => each.length >= SHORTEST,
  );
  const clean = (text: string) => secrets.reduce((left, secret) => left.replaceAll(secret, hidden), text);
  const { http, firstBytes, banner } = conversation;
  return {
    ...conversation,
    credentials: true,
    firstBytes: clean(firstBytes),
    banner: banner && clean(banner),
    http: http && {
      ...http,
      reason: clean(http.reason),
      body: clean(http.body),
      headers: Object.fromEntries(Object.entries(http.headers).map(([name, value]) => [name, clean(value)])),
    },
  };
}
