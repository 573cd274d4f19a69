import { valueIn } from '../../facts/fact.js';
import { absent, idleOn } from '../port/absent.js';
import { errorsAbout, logSays, logsOfStopped } from '../process/log-errors.js';
import { defineRule } from '../rule.js';
import { isOwn } from './stale-address.js';

const address = /\b(\d{1,3}(?:\.\d{1,3}){3})\b|\[?([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})\]?/i;

/** The server wanted an address that this machine does not have: EADDRNOTAVAIL in its log or its unit's. */
export const rule = defineRule({
  code: 'bind/address-not-here',
  needs: ['sockets', 'machine', 'interfaces'],
  mayUse: ['logs', 'units'],
  check({ sockets, machine, interfaces, logs, units }, question) {
    if (!idleOn(sockets, question)) return undefined;
    const written = [...(valueIn(logs) ?? []), ...logsOfStopped(valueIn(units) ?? [], machine)];
    const error = errorsAbout(written, machine, question.port).find(each => each.kind === 'address-not-here');
    if (!error) return undefined;
    const found = address.exec(error.line);
    const wanted = found?.[1] ?? found?.[2];
    const now = wanted !== undefined && isOwn(wanted, interfaces);
    const which = wanted ? ` ${wanted}` : '';
    return absent(
      now
        ? `The server ended because address${which} was not there when it started; it is there now.`
        : `The server ended because it wanted an address${which} that this machine does not have.`,
      `${wanted ?? 'address'} not here`,
      [logSays(error)],
      [
        now
          ? {
              title: 'Start it again',
              text: 'For good, let its unit wait for the network (After= and Wants=network-online.target), or let it listen on 0.0.0.0.',
              needsRoot: false,
            }
          : {
              title: 'Let it listen on 0.0.0.0, or on an address that netcheck ifaces lists',
              text: 'A public address that a provider translates is not on the machine itself: listen on the private one.',
              needsRoot: false,
            },
      ],
    );
  },
});
