import { valueIn } from '../../facts/fact.js';
import { serves } from '../../facts/sockets/cover.js';
import { LEAD_FACTS } from '../namespace/lead.js';
import { otherProtocolPublished } from '../namespace/other-protocol.js';
import { defineRule } from '../rule.js';
import { at, heldBy, holdersOf, isUnserved, listens, within } from '../serving.js';
import { absent } from './absent.js';

/** The port is served by the other of TCP and UDP. */
export const rule = defineRule({
  code: 'port/udp-only',
  needs: ['sockets', 'interfaces'],
  mayUse: LEAD_FACTS,
  check(facts, question) {
    if (!isUnserved(facts.sockets, question)) return undefined;
    const published = otherProtocolPublished(facts, question);
    if (published) return published;
    const other = question.protocol === 'tcp' ? 'udp' : 'tcp';
    const socket = facts.sockets.find(each => serves(each, other));
    if (!socket) return undefined;
    const processes = valueIn(facts.processes) ?? [];
    const who = heldBy(socket, holdersOf(socket, facts.owners, processes), processes);
    const [has, lacks] = [other.toUpperCase(), question.protocol.toUpperCase()];
    const finding = absent(
      `Port ${question.port} is open for ${has} and not for ${lacks}: ${within(who)} has ${has} ${at(socket.local.address, question.port)}.`,
      `${has} only`,
      [listens(socket, who)],
      [
        {
          title: `Ask for it by ${has}`,
          text: `  netcheck why ${question.port}${other === 'udp' ? '/udp' : ''}\nOr make the server offer ${lacks} too, in its own configuration.`,
          needsRoot: false,
        },
      ],
    );
    return { ...finding, headline: `the port is open for ${has}, not for ${lacks}` };
  },
});
