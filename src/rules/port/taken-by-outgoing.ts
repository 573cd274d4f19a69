import { listIn, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { untilReboot } from '../lasting.js';
import { meantBy } from '../process/meant.js';
import { defineRule, type Seen } from '../rule.js';
import { at, heldBy, holdersOf, within } from '../serving.js';
import { absent, idleOn } from './absent.js';

/** An outgoing connection uses the port as its local port, and nothing listens. */
export const rule = defineRule({
  code: 'port/taken-by-outgoing',
  needs: ['sockets', 'limits'],
  mayUse: ['owners', 'processes', 'listeners', 'subject'],
  check(facts, question) {
    const { first, last } = facts.limits.ephemeral;
    const ephemeral = (port: number) => port >= first && port <= last;
    const outgoing = idleOn(facts.sockets, question)?.find(
      each =>
        ['established', 'syn-sent', 'close-wait'].includes(each.state) &&
        (ephemeral(each.local.port) || !ephemeral(each.remote.port)),
    );
    if (!outgoing) return undefined;
    const processes = valueIn(facts.processes) ?? [];
    const holders = holdersOf(outgoing, facts.owners, processes);
    // Where either end may have been lent, a client of the one that was to serve the port came in.
    if (ephemeral(outgoing.remote.port) && holders.some(each => each === serverMeant(facts, question)))
      return undefined;
    const who = heldBy(outgoing, holders, processes);
    const inRange = ephemeral(question.port);
    const connection = `${at(outgoing.local.address, outgoing.local.port)} → ${at(outgoing.remote.address, outgoing.remote.port)}`;
    return absent(
      `Nothing listens on port ${question.port}: ${within(who)} uses it as the local port of an outgoing connection to ${at(outgoing.remote.address, outgoing.remote.port)}.`,
      'an outgoing connection has it',
      [{ fact: 'sockets', says: `${connection} (${outgoing.state})`, source: 'sock_diag or /proc/net/tcp' }],
      [
        {
          title: inRange
            ? `Keep the kernel from lending port ${question.port} to outgoing connections, then start the server`
            : 'End that connection, then start the server',
          text: inRange
            ? `  sudo sysctl -w net.ipv4.ip_local_reserved_ports=${question.port}\nIt takes the place of the list that was there. ${untilReboot} Then end the connection above, or wait for it, and start the server. A port below ${first} is never lent.`
            : 'The program above ends it when it is stopped or reconnects.',
          needsRoot: inRange,
        },
      ],
    );
  },
});

function serverMeant(
  facts: Seen<never, 'owners' | 'processes' | 'listeners' | 'subject'>,
  question: Question,
) {
  const subject = valueIn(facts.subject);
  const owners = valueIn(facts.owners);
  return (
    subject &&
    owners &&
    meantBy(
      { subject, owners, processes: listIn(facts.processes), listeners: listIn(facts.listeners) },
      question,
    )
  );
}
