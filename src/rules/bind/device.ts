import { takers } from '../../facts/sockets/cover.js';
import { untiedFix } from '../../programs/fixes/device.js';
import { type Fix, warning } from '../../programs/fixes/fix.js';
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
    const found = boundElsewhere(facts, tied, {
      summary: `${holderWords(facts, tied)} has tied its socket to ${tied.device} (SO_BINDTODEVICE); this connection comes in by ${input}.`,
      says: `${tied.device} only`,
      wanted: tied.local.address,
    });
    // Another address would not help: the tie has to go.
    const device = tied.device ?? '';
    const situation = situationFor(facts, tied);
    const fix = situation && untiedFix(situation, device, tied.local.port);
    return { ...found, fixes: fix ? [{ ...fix, ...warning(open, fix.risk) }] : [untie(device)] };
  },
});
