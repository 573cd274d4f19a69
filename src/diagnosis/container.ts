import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import { forwardingOf } from '../facts/namespaces/forwarder.js';
import type { Process } from '../facts/processes/types.js';

/**
 * The container that a published port belongs to, in words: "container shop (web:1)". Undefined where nothing says
 * that the port is one.
 */
export function containerBehind(facts: Facts, process: Process | undefined): string | undefined {
  const port = valueIn(facts.subject)?.port;
  if (!port) return undefined;
  const forwarding = process && forwardingOf(process, port);
  if (process && !forwarding) return undefined;
  const container = (valueIn(facts.containers) ?? []).find(
    each => each.running && each.published.some(one => one.hostPort === port),
  );
  if (container) return `container ${container.name} (${container.image})`;
  return forwarding && `a container, through ${forwarding.program} (pid ${forwarding.pid})`;
}
