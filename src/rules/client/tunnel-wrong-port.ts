import { listIn, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { UpstreamState } from '../../facts/upstreams/types.js';
import { familyOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { choosesClients } from '../../programs/proxies/forwarders.js';
import { type Tunnel, tunnelOf } from '../../programs/proxies/tunnel.js';
import { quoted } from '../../programs/shell.js';
import { answerIn } from '../namespace/inside.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence, type Seen } from '../rule.js';
import { at, holdersOf, listens, takersOf } from '../serving.js';
import { asksUrl } from '../talk.js';
import { channelFailure } from './channel-failed.js';
import { farOf } from './tunnel-words.js';

/** The listener is one end of a tunnel, and what is connected to it is hung up on before a byte came. */
export const rule = defineRule({
  code: 'client/tunnel-wrong-port',
  needs: ['sockets', 'owners', 'processes', 'probes'],
  mayUse: ['logs', 'configuration', 'upstreams', 'namespaces'],
  // It leads into a namespace of this machine, and what is wrong there was seen.
  explainedBy: ['namespace/forward-mismatch', 'namespace/container-loopback'],
  check(facts, question) {
    const found = deadEnd(facts, question);
    if (!found) return undefined;
    const { mute, log, socket, holder, tunnel, last, tried } = found;
    const { program, end, by } = tunnel;
    const where = farOf(tunnel, last);
    const path = question.target.socketPath;
    const here = path ?? at(question.address, question.port);
    const told = program === 'ssh' && log ? channelFailure(log.line) : undefined;
    return {
      severity: 'error',
      ...(told && { headline: told.headline }),
      summary: `${here} is a tunnel (${program}, pid ${holder.pid}) to ${where}, and ${told?.says ?? 'nothing takes the connection there'}: it is closed before a byte comes.`,
      says: `tunnel to ${end || 'the other side'}`,
      evidence: [
        listens(socket, `${program} (pid ${holder.pid}, ${holder.user})`, path),
        {
          fact: 'probes',
          says: `the connection was ${mute.outcome === 'reset' ? 'reset' : 'closed'} after ${Math.round(mute.ms)} ms, without a byte`,
          source: `connection to ${here}`,
        },
        ...tried,
        ...(log ? [{ fact: 'logs' as const, says: log.line.trim().slice(0, 200), source: log.path }] : []),
      ],
      fixes: [
        told?.fix(by || 'the other side', hostOf(end)) ??
          pointed({ ...tunnel, end: last }, path ?? `${question.port}`),
      ],
      outcome: mute.outcome === 'reset' ? 'reset' : 'no-answer',
    };
  },
});

/** Milliseconds: what ends later than this was tried all the while, and no machine is there at the far end. */
const SLOW = 400;

/** Until then a dead neighbour may still be looked for (ARP; three attempts of a second each), which begins anew with a connection. */
const NEIGHBOUR = 3100;

type TunnelFacts = Seen<
  'sockets' | 'owners' | 'processes' | 'probes',
  'logs' | 'configuration' | 'upstreams' | 'namespaces'
>;

/** The tunnel that ends every connection before a byte comes, and what was seen of its far end. */
function deadEnd(facts: TunnelFacts, question: Question) {
  const { sockets, owners, processes, probes, logs, configuration, upstreams } = facts;
  const probe = probeOf(probes, question);
  const mute = endedMute(probe);
  if (!probe || !mute) return undefined;
  const written = listIn(logs);
  const log = failureIn(written);
  const socket = takersOf(sockets, question)[0];
  const files = listIn(configuration);
  const holder =
    socket && holdersOf(socket, owners, processes).find(each => tunnelOf(each, question.port, files));
  if (!socket || !holder) return undefined;
  const tunnel = tunnelOf(holder, question.port, files)!;
  const { program, end } = tunnel;
  // Whose output is read, and has no word of it, has met somebody there.
  const late = mute.ms > SLOW && (log !== undefined || !written.some(each => isWrittenBy(each, holder)));
  const patient = late ? Math.max(mute.ms, NEIGHBOUR) : log || asksUrl(question) ? mute.ms : 0;
  const far = valueIn(upstreams)?.forwarded;
  // The far end took another connection: it answered other words, or waited for its own, and was not merely still tried.
  const lives = probe.conversations.some(
    each => each.firstBytes !== '' || (each.outcome === 'silent' && each.ms >= patient && !far?.absent),
  );
  if (lives) return undefined;
  // It may be a SOCKS proxy as well (DynamicForward): that would wait for its client to speak.
  if (program === 'ssh' && end === '' && !probe.conversations.some(endedUnasked)) return undefined;
  // Somebody is there: it is they, or the forwarder itself, who hang up.
  if (far && (isTaken(far) || isTakenInside(far, listIn(facts.namespaces)))) return undefined;
  const tried = far ? triedAt(far) : [];
  if (tried.length === 0 && choosesClients({ program }, holder, files)) return undefined;
  return { mute, log, socket, holder, tunnel, last: lastOf(far, end), tried };
}

/** What was asked, and ended without a byte. */
const endedMute = (probe: Probe | undefined): Conversation | undefined => {
  const mute = probe?.conversations.find(each => each.reason === 'asked' && each.firstBytes === '');
  return mute?.outcome === 'closed' || mute?.outcome === 'reset' ? mute : undefined;
};

/** It was ended by the other side before it was asked anything. */
const endedUnasked = ({ reason, outcome }: Conversation): boolean =>
  reason === 'wait' && (outcome === 'closed' || outcome === 'reset');

/** Words of ssh, kubectl and socat for a forwarded connection that could not be made. */
const FAILURE =
  /channel \d+: open failed|error forwarding port|connection refused|connect(?:ing to |\().{0,200}: (?:connection timed out|no route to host|network is unreachable)/i;

/** The last line of a log that says of a forwarded connection that it could not be made. */
const failureIn = (logs: readonly LogExcerpt[]) =>
  logs
    .flatMap(each => each.lines.map(line => ({ line, path: each.path })))
    .findLast(({ line }) => FAILURE.test(line));

/** Somebody takes connections at the far end, which is on this machine: not merely by the other family's loopback address. */
const isTaken = ({ upstream, probes, socket }: UpstreamState): boolean =>
  probes.some(
    ({ address, outcome }) =>
      outcome === 'connected' && (familyOf(upstream.host ?? '') === undefined || address === upstream.host),
  ) || socket?.listening === true;

/** The same in another namespace: what is on the way there is to blame, a rule of it perhaps. */
const isTakenInside = ({ upstream: { host, port } }: UpstreamState, spaces: readonly Namespace[]): boolean =>
  spaces.some(
    space =>
      host !== null &&
      space.addresses.includes(host) &&
      answerIn(space, 'tcp', host, port ?? 0).kind === 'served',
  );

/** What an attempt at the far end has shown. */
const triedAt = ({ probes, upstream, absent }: UpstreamState): readonly Evidence[] => [
  ...probes.slice(0, 1).map(({ address, port, outcome }) => ({
    fact: 'upstreams' as const,
    says: `an attempt at ${at(address, port)} was ${outcome === 'refused' ? 'refused' : 'not answered'}`,
    source: `connect() to ${upstream.text}`,
  })),
  ...(absent
    ? [
        {
          fact: 'upstreams' as const,
          says: `the neighbour ${absent.address} on ${absent.device} is ${absent.state}: it did not answer when it was looked for`,
          source: `ip neigh show ${absent.address}`,
        },
      ]
    : []),
];

/** Where forwarders that lead to one another end. */
const lastOf = (far: UpstreamState | undefined, end: string): string => far?.upstream.text ?? end;

const hostOf = (end: string): string => end.replace(/:\d+$/, '');

/** Where ssh -L leads: to the machine that it is connected to, or to one behind that. */
function aheadOf({ end, by, file }: Tunnel, port: string): string {
  const host = hostOf(end);
  const behind = host !== '' && !/^(?:localhost$|127\.[\d.]+$|\[?::1\]?$|\/)/.test(host);
  const configured =
    end === '' ? `mend the line LocalForward ${port} in ${file ?? '~/.ssh/config'}, or ` : '';
  return `On ${behind ? host : by || 'the other side'}, ss -ltn shows the ports. Then ${configured}end this tunnel and start it again:\n  ssh ${file ? `-F ${quoted(file)} ` : ''}-L ${quoted(`${port}:${behind ? host : 'localhost'}:PORT`)} ${by && quoted(by)}`;
}

const pointed = (tunnel: Tunnel, port: string): Fix => ({
  title: 'Point the tunnel at the port where the server listens',
  text: adviceOf(tunnel, port),
  needsRoot: false,
});

function adviceOf(tunnel: Tunnel, port: string): string {
  const { program, end, by } = tunnel;
  if (program === 'sshd')
    return `Where ${by} typed ssh, start the server, or connect again with its port: ssh -R ${port}:localhost:PORT, and this machine's name.`;
  if (program === 'ssh') return aheadOf(tunnel, port);
  if (program === 'kubectl')
    return `kubectl get pods -o wide and kubectl describe show the port of the container. Then:\n  kubectl port-forward ${quoted(by)} ${port}:PORT`;
  return `  netcheck why ${quoted(end.startsWith('/') ? `unix:${end}` : end)}\nThat says what is wrong there. Start the server, or start ${program} again with the address where it is.`;
}
