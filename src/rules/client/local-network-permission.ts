import { inPrefix } from '../../net/prefix.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';

/** Darwin 24 is macOS 15, which asks before an app may reach the local network. */
const FIRST = 24;
/** A neighbour that is really not there takes seconds to show. */
const AT_ONCE = 500;

/** macOS refuses at once, with "no route to host", an address of a network that this machine is on. */
export const rule = defineRule({
  code: 'client/local-network-permission',
  needs: ['machine', 'interfaces', 'probes'],
  mayUse: ['routes'],
  check({ machine, interfaces, probes, routes }, question) {
    if (machine.platform !== 'darwin' || Number.parseInt(machine.release, 10) < FIRST || question.local)
      return undefined;
    const probe = probeOf(probes, question);
    if (question.vantage.kind !== 'self' || probe?.outcome !== 'host-unreachable' || probe.ms > AT_ONCE)
      return undefined;
    const near = interfaces
      .flatMap(each => each.addresses.map(own => ({ ...own, name: each.name })))
      .find(own => own.prefix > 0 && inPrefix(question.address, `${own.address}/${own.prefix}`));
    if (!near) return undefined;
    const neighbour =
      routes.status === 'unknown'
        ? undefined
        : routes.value.neighbours.find(
            each => each.address === question.address && each.hardwareAddress !== null,
          );
    return {
      severity: neighbour ? 'error' : 'warning',
      summary: `macOS says at once that there is no route to ${question.address}, though it is on this machine's own network (${near.name}): the app that netcheck was started from is not allowed the local network.`,
      says: 'not allowed the local network',
      evidence: [
        {
          fact: 'probes',
          says: `${at(question.address, question.port)} failed with ${probe.errno} after ${Math.round(probe.ms)} ms`,
          source: 'connect()',
        },
        {
          fact: 'interfaces',
          says: `${near.name} has ${near.address}/${near.prefix}${neighbour ? `, and ${question.address} answers there as ${neighbour.hardwareAddress}` : ''}`,
          source: 'the interfaces',
        },
      ],
      fixes: [
        {
          title: 'Allow the app the local network',
          text: 'System Settings, Privacy & Security, Local Network: switch on the app that the client runs in (Terminal, iTerm, your editor), then start it again. Programs of the system, such as /usr/bin/curl, need no permission.',
          needsRoot: false,
        },
      ],
      outcome: 'unreachable',
    };
  },
});
