import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/** Why the other side made no connection, where the client of the tunnel was told. */
export interface ChannelFailure {
  /** In place of the cause's title, within a sentence. */
  readonly headline: string;
  /** After "is a tunnel to …, and". */
  readonly says: string;
  readonly fix: (by: string, host: string) => Fix;
}

/** What ssh(1) prints of a channel that could not be opened (RFC 4254, 5.1; sshd's reason follows it), but for a refusal. */
const failures: readonly (readonly [RegExp, ChannelFailure])[] = [
  [
    /open failed: administratively prohibited/i,
    {
      headline: 'the other side forbids the tunnel',
      says: 'the SSH server there does not let its users forward to it',
      fix: by => ({
        title: `Let the SSH server of ${by} forward connections`,
        text: `There, in /etc/ssh/sshd_config (sshd -T | grep -iE "forward|permitopen" shows what holds):\n  AllowTcpForwarding yes\nand no DisableForwarding, nor a PermitOpen that leaves this port out; then restart sshd. A key in authorized_keys may forbid it too (no-port-forwarding, restrict, permitopen=).`,
        needsRoot: true,
      }),
    },
  ],
  [
    /open failed: connect failed: (?:name or service not known|temporary failure in name resolution|no address associated)/i,
    {
      headline: 'the other side does not know the name that the tunnel leads to',
      says: 'that name has no address there',
      fix: (by, host) => ({
        title: `Write a name or an address that ${by} knows`,
        text: `The name is looked up on ${by}, not here. There:\n  getent hosts ${host ? quoted(host) : 'NAME'}`,
        needsRoot: false,
      }),
    },
  ],
  [
    /open failed: connect failed: (?:connection timed out|no route to host|network is unreachable|operation timed out)/i,
    {
      headline: 'the far end of the tunnel cannot be reached',
      says: 'that address does not answer there, for its machine is off, or a firewall or a route is in the way',
      fix: by => ({
        title: `Find what is between ${by} and the far end`,
        text: `On ${by}, ask for the same address: netcheck why says whether it is that machine's own rules and routes, or the other's.`,
        needsRoot: false,
      }),
    },
  ],
];

/** What a line of a log says of it; undefined where the port refused, or the line tells nothing of the kind. */
export const channelFailure = (line: string): ChannelFailure | undefined =>
  failures.find(([pattern]) => pattern.test(line))?.[1];
