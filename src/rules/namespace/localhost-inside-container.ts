import type { CauseCode } from '../../causes.js';
import { valueIn } from '../../facts/fact.js';
import { type Container, isMachine } from '../../facts/namespaces/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import { holderIn, listenersIn, lookInto, loopbackOnly, nameOf } from './inside.js';

/**
 * Found where a loopback address is asked for inside a container (or another network namespace than the machine's
 * own), nobody listens there, and a server is seen outside; only a warning where it may be outside and was not seen.
 */
export const rule = defineRule({
  code: 'namespace/localhost-inside-container',
  needs: ['sockets', 'machine', 'interfaces'],
  mayUse: ['namespaces', 'containers'],
  // Seen in a namespace behind this one, or led there by NAT: then not another name is what is missing.
  explainedBy: ['namespace/not-published', 'firewall/redirected'],
  check({ sockets, machine, interfaces, namespaces, containers }, question) {
    const { target, address, port, protocol, vantage } = question;
    if (vantage.kind !== 'self' || !isLoopback(address) || !isUnserved(sockets, question)) return undefined;
    const spaces = valueIn(namespaces) ?? [];
    const inside = spaces.some(isMachine);
    const serving = inside
      ? spaces
          .map(space => ({
            space,
            socket: listenersIn(space, protocol).find(each => each.local.port === port),
          }))
          .toSorted((one, two) => Number(isMachine(two.space)) - Number(isMachine(one.space)))
          .find(each => each.socket)
      : undefined;
    if (serving?.socket) {
      const { space, socket } = serving;
      const where = nameOf(space, valueIn(containers));
      const by = publisherOf(valueIn(containers) ?? [], question);
      return finding(
        `Here, in a network namespace of its own, ${address} means this namespace itself, and nobody listens on port ${port} in it; ${holderIn(space, socket)} does in ${where}${by ? `, for container ${by.name}` : ''}.`,
        {
          fact: 'namespaces',
          says: `In ${where}, ${holderIn(space, socket)} listens on ${at(socket.local.address, port)}`,
          source: lookInto(space),
        },
        port,
        [
          by && `On a network that was made for both, ask for ${by.name}:${by.port}. `,
          loopbackOnly(socket) || !space.addresses[0]
            ? ''
            : `From here it is at ${at(space.addresses[0], port)}. `,
        ],
      );
    }
    // What localhost means to Windows and to WSL, its settings say.
    if (machine.container === null || machine.container === 'wsl' || target.host === null) return undefined;
    // A network card shows that the network is the machine's own: --network host, or a virtual machine made of an image.
    if (interfaces.some(({ kind, flags }) => kind === null && !flags.includes('LOOPBACK'))) return undefined;
    // Nobody was seen elsewhere: a server of this container's own may just as well be missing, so this is a hint.
    const hint = finding(
      `This is inside a container (${machine.container}), where ${target.host} means the container itself, and nobody listens on port ${port} in it: a server on the host or in another container is not reached by that name.`,
      {
        fact: 'machine',
        says: `This is a ${machine.container} container`,
        source: '/.dockerenv, /run/.containerenv, environment',
      },
      port,
    );
    return { ...hint, severity: 'warning', explainedBy: seenHere };
  },
});

/** Causes that tell of the server itself, which is one of this container's own then. */
const seenHere: readonly CauseCode[] = [
  'process/crashed',
  'process/killed',
  'process/crash-loop',
  'process/not-listening',
  'process/waits-for-dependency',
  'port/bound-not-listening',
  'port/privileged',
  'bind/address-not-here',
  'bind/unix-socket-only',
];

/** The container whose port is published by that number, and its own number for it. */
function publisherOf(containers: readonly Container[], { port, protocol }: Question) {
  for (const { name, running, published } of containers) {
    const found = running && published.find(each => each.hostPort === port && each.protocol === protocol);
    if (found) return { name, port: found.containerPort };
  }
  return undefined;
}

const finding = (
  summary: string,
  seen: Evidence,
  port: number,
  first: readonly (string | undefined)[] = [],
): Finding => ({
  severity: 'error',
  summary,
  says: 'localhost is the container itself',
  outcome: 'refused',
  evidence: [
    seen,
    { fact: 'sockets', says: `Here nobody listens on port ${port}`, source: 'sock_diag or /proc/net' },
  ],
  fixes: [
    {
      title: "Ask for it by the other side's name",
      text: `${first.join('')}Another container: by its service or container name, on a network that both are on (NAME:${port}, with the port inside that container). The host: host.docker.internal (docker run --add-host host.docker.internal:host-gateway), or the gateway that ip route shows, and the server there must listen on that address or on 0.0.0.0.`,
      needsRoot: false,
    },
  ],
});
