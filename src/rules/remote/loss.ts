import { isIrregular, lateOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import { attempt, elsewhere, ownDoing, routeEvidence } from './elsewhere.js';

/** Of several connections made at once, some are had at once, and others late or not at all. */
export const rule = defineRule({
  code: 'remote/loss',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces'],
  explainedBy: ownDoing,
  check({ probes, routes, interfaces }, question) {
    const found = elsewhere(probes, routes, interfaces, question);
    const repeats = found?.probe.repeats;
    if (!repeats || !isIrregular(found.probe) || question.protocol !== 'tcp') return undefined;
    const { probe } = found;
    const late = lateOf(repeats);
    const soon = repeats.connected - repeats.slow;
    const first = probe.conversations[0];
    const through = first?.outcome === 'answered' && first.cut == null;
    return {
      severity: through ? 'warning' : 'error',
      summary: `Packets are lost between here and ${at(probe.address, probe.port)}: of ${repeats.tried} connections tried at the same time, ${soon} got through at once, and ${late} only after another try or not at all.`,
      says: 'packets are lost',
      evidence: [
        attempt(
          probe,
          `${repeats.tried} more connections: ${soon} at once, ${repeats.slow} after a second or more, ${repeats.tried - repeats.connected} not within 1.6 s`,
        ),
        ...routeEvidence(found),
      ],
      fixes: [
        advice(
          'Find where they get lost',
          `The loss at each hop:\n  mtr -T -P ${probe.port} ${probe.address}\nA bad cable or radio link, a full line, or a limit on new connections in a firewall.`,
        ),
      ],
      outcome: through ? 'ok' : 'timeout',
    };
  },
});
