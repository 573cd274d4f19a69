import { type Fact, valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { activatedSsh, listenAsConfigured } from '../../programs/supervision/ssh-socket.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, holdersOf } from '../serving.js';
import { advice } from '../talk.js';
import type { AddressFacts } from './address.js';

/** sshd's file names the port, and systemd, which listens in its place, goes by its own. */
export function sshBySocket(
  {
    configuration,
    listeners,
    owners,
    processes,
    machine,
  }: AddressFacts & { readonly listeners: Fact<readonly Socket[]> },
  { port, protocol }: Question,
): Finding | undefined {
  const found = protocol === 'tcp' ? activatedSsh(valueIn(configuration) ?? [], port) : undefined;
  if (!found) return undefined;
  const { unit, file, listens, ports, config } = found;
  const isIts = (socket: Socket): boolean => {
    const holders = holdersOf(socket, owners, valueIn(processes) ?? []);
    return (
      holders.length === 0 || holders.some(({ pid, name }) => pid === 1 || /^(sshd|systemd)$/.test(name))
    );
  };
  const socket = (valueIn(listeners) ?? []).find(
    each => each.protocol === 'tcp' && ports.includes(each.local.port) && isIts(each),
  );
  if (!socket) return undefined;
  const { address, port: other } = socket.local;
  return {
    ...absent(
      `${config} says port ${port}, and sshd does not open its port itself: systemd listens for it, by ${unit}, on ${listens.join(' and ')}.`,
      `${unit} listens on ${other}`,
      [
        { fact: 'configuration', says: `sshd is to listen on port ${port}`, source: config },
        {
          fact: 'configuration',
          says: `ListenStream=${listens.join(', ')}; ${unit} is enabled`,
          source: file,
        },
        { fact: 'listeners', says: `${at(address, other)} is open`, source: 'sock_diag or /proc/net' },
      ],
      [listenAsConfigured(found, machine.uid), advice('Use the port that is open', `  ssh -p ${other} …`)],
    ),
    headline: `systemd listens for sshd, by ${unit}, and not where sshd's own file says`,
  };
}
