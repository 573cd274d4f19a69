/** The places that a server has and how long a connection may take; times in milliseconds. */
export interface GuardLimits {
  /** Connections that are served at the same time. */
  readonly served: number;
  /** Further ones that are answered 503 and closed; beyond those a newcomer is closed at once. */
  readonly turnedAway: number;
  /** For a request's head, and for a TLS handshake. */
  readonly headersMs: number;
  readonly idleMs: number;
  /** A peer that moves fewer bytes a second, after `graceMs`, is let go. */
  readonly leastBytesPerSecond: number;
  readonly graceMs: number;
  /** The longest time without any byte moving while there is something to move. */
  readonly stallMs: number;
}

/** Limits that a probe survives under thousands of slow clients. */
export const defaultLimits: GuardLimits = {
  served: 1000,
  turnedAway: 200,
  headersMs: 10_000,
  idleMs: 5_000,
  leastBytesPerSecond: 512,
  graceMs: 10_000,
  stallMs: 20_000,
};
