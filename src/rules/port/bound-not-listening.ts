import { valueIn } from '../../facts/fact.js';
import { defineRule } from '../rule.js';
import { at, heldBy, holdersOf, within } from '../serving.js';
import { absent, idleOn } from './absent.js';

/** A program has bound the port and has not called listen(). */
export const rule = defineRule({
  code: 'port/bound-not-listening',
  needs: ['sockets'],
  needsWhole: ['sockets'],
  mayUse: ['owners', 'processes'],
  // Uvicorn's parent binds the port, and its workers listen when their application has started.
  explainedBy: ['process/crashed', 'process/stopped', 'process/waits-for-dependency'],
  check(facts, question) {
    const bound = idleOn(facts.sockets, question)?.find(each => each.state === 'bound');
    if (!bound) return undefined;
    const processes = valueIn(facts.processes) ?? [];
    const who = heldBy(bound, holdersOf(bound, facts.owners, processes), processes);
    const where = at(bound.local.address, bound.local.port);
    return absent(
      `${who} has bound ${where} but never called listen(), so the kernel refuses every connection.`,
      'bound, not listening',
      [
        {
          fact: 'sockets',
          says: `${where} is bound in state CLOSE by ${within(who)}`,
          source: 'sock_diag (TCP_BOUND_INACTIVE)',
        },
      ],
      [
        {
          title: 'Look at why the program stops between bind() and listen()',
          text: 'It may still be starting, wait for something (a database, a lock), or lack the call. Its own log says which.',
          needsRoot: false,
        },
      ],
    );
  },
});
