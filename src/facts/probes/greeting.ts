import type { Conversation } from './types.js';

/** How servers that speak first turn a client away, with or without a word from it (RFC 5321 § 3.1, RFC 959 § 5.4, RFC 3501 § 7.1.5, RFC 1939, RFC 1459). */
export const refusals = {
  smtp: /^[45]\d\d\b/,
  ftp: /^(421|5\d\d)\b/,
  imap: /^\* BYE\b/,
  pop3: /^-ERR\b/,
  irc: /ERROR :/,
} as const satisfies Readonly<Record<string, RegExp>>;

const isGreeter = (protocol: string): protocol is keyof typeof refusals => Object.hasOwn(refusals, protocol);

/** It speaks first, so that only what it says to a client that waits is meant for every client. */
export const greetsFirst = (protocol: string | null): boolean => protocol !== null && isGreeter(protocol);

/** What it said first turns the client away. */
export const isRefusingGreeting = ({ protocol, banner }: Conversation): boolean =>
  protocol !== null && isGreeter(protocol) && refusals[protocol].test(banner ?? '');
