import type { Probe } from '../facts/probes/types.js';

/** What this process lacked for an attempt (socket(2)): that says nothing of the target. */
const lacking: Readonly<Record<string, string>> = {
  EMFILE: 'netcheck may open no more descriptors (ulimit -n)',
  ENFILE: 'this machine has no descriptor left',
  ENOMEM: 'this machine has no memory left',
  ENOBUFS: 'this machine has no memory left for sockets',
};

/** Why a probe was no attempt at all: one sentence; undefined where it was one. */
export function whyUntried({ outcome, errno }: Probe): string | undefined {
  const lack = outcome === 'failed' && errno !== null ? lacking[errno] : undefined;
  return lack === undefined ? undefined : `not tried: ${lack}`;
}
