import { takers } from '../../facts/sockets/cover.js';
import { untiedFix } from '../../programs/fixes/device.js';
import { type Fix, warning } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { defineRule } from '../rule.js';
import { inputOf } from '../serving.js';
import {
  addressMayUse,
  addressNeeds,
  boundElsewhere,
  holderWords,
  missedBy,
  situationFor,
} from './address.js';

const untie = (device: string): Fix => ({
  title: `Start it without tying it to ${device}`,
  text: `Look for an option or setting that names ${device} (interface, device, BindToDevice= of a systemd socket) or for SO_BINDTODEVICE in its source, take it out, and restart it. Under a VRF, start it outside of that.`,
  needsRoot: false,
});

const open = 'Clients that come by any interface can then connect.';
const noStart = 'Where its interface has not been made again, it cannot start.';

/** The listener's address would do, but SO_BINDTODEVICE ties it to an interface that the client does not come in by. */
export const rule = defineRule({
  code: 'bind/device',
  needs: addressNeeds,
  mayUse: addressMayUse,
  check(facts, question) {
    const tied = missedBy(facts, question).find(
      each => each.device !== null && takers([{ ...each, device: null }], question.address, null).length > 0,
    );
    if (!tied) return undefined;
    const input = inputOf(question) ?? 'another interface';
    const device = tied.device ?? '';
    // The kernel keeps the tie by the number: an interface that is made again has another one, whatever its name.
    const isGone = facts.interfaces.every(({ name }) => name !== device);
    const tie = isGone
      ? `an interface that is gone (${device}; SO_BINDTODEVICE). One that was made again by its name does not count`
      : `${device} (SO_BINDTODEVICE); this connection comes in by ${input}`;
    const found = boundElsewhere(facts, tied, {
      summary: `${holderWords(facts, tied)} has tied its socket to ${tie}.`,
      says: isGone ? 'an interface that is gone' : `${device} only`,
      wanted: tied.local.address,
    });
    // Another address would not help: the tie has to go, or be made anew.
    const situation = situationFor(facts, tied);
    // Nobody has written the number of one that is gone anywhere.
    if (!situation) return isGone ? found : { ...found, fixes: [untie(device)] };
    if (isGone && situation.process.pid !== 1) {
      const again = restartFix(situation);
      return { ...found, fixes: [{ ...again, ...warning(noStart, again.risk) }] };
    }
    const fix = untiedFix(situation, device, tied.local.port);
    return { ...found, fixes: fix ? [{ ...fix, ...warning(open, fix.risk) }] : [untie(device)] };
  },
});
