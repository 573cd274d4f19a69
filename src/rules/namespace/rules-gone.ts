import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { familyOf } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, takersOf } from '../serving.js';
import { answered, isPerhapsSent, walkOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';

/** Engines that hold a published port themselves so that nobody else takes it, and hand nothing on: their rules do. */
const KEEPERS = new Set(['dockerd', 'conmon']);

/**
 * A container's engine has published the port, and the rules that send it there are gone: somebody flushed or reloaded
 * the firewall after the engine had written them. Undefined where the rules cannot be read, and where a program hands on.
 */
export function rulesGone(
  facts: LeadFacts & { readonly machine: Fact<Machine> },
  question: Question,
): Finding | undefined {
  if (!question.local || answered(facts, question)) return undefined;
  const takers = takersOf(facts.sockets, question);
  const processes = valueIn(facts.processes) ?? [];
  const holders = takers.flatMap(socket => holdersOf(socket, facts.owners, processes));
  const place = publication(valueIn(facts.containers) ?? [], question) ?? ofConmon(holders[0]);
  if (!place) return undefined;
  if (takers.length > 0 && (holders.length === 0 || !holders.every(({ name }) => KEEPERS.has(name))))
    return undefined;
  const way = walkOf(facts, question);
  if (!way || way.rewrittenBy || isPerhapsSent(way)) return undefined;
  const { container, port } = place;
  const { engine, name, addresses } = container;
  const goal = port === null ? name : at(addresses[0] ?? name, port);
  const publishes = port === null ? `${name} publishes` : `${name} publishes its port ${port} as`;
  const keeper = holders[0];
  return {
    severity: 'error',
    summary: `${engine} has published ${port === null ? '' : `port ${port} of `}container ${name} as ${question.port}, but no rule sends connections there: the firewall's rules were flushed or loaded anew after ${engine} had written its own.`,
    says: `no rule leads to ${name}`,
    headline: "the engine's rules for the published port are gone",
    outcome: keeper ? 'no-answer' : 'refused',
    evidence: [
      {
        fact: 'containers',
        says: `${publishes} ${question.port}`,
        source: port === null ? `/proc/${keeper?.pid}/cmdline` : `${engine} inspect ${name}`,
      },
      {
        fact: 'firewall',
        says: `No rule sends ${at(question.address, question.port)} on to ${goal}`,
        source: 'nft list ruleset',
      },
      ...(keeper
        ? [
            {
              fact: 'sockets' as const,
              says: `${keeper.name} (pid ${keeper.pid}) holds the port, and takes no connection from it`,
              source: 'sock_diag and /proc/PID/fd',
            },
          ]
        : []),
    ],
    fixes: [restartEngine(container, valueIn(facts.machine)?.logout !== undefined)],
  };
}

/** What a container is to be said of. */
interface Published {
  readonly container: Pick<Container, 'engine' | 'name' | 'addresses'>;
  /** The port inside; null where nobody says. */
  readonly port: number | null;
}

/** podman without its API: its conmon keeps the port of a container on a bridge, and has the container's name (conmon -n). */
function ofConmon(holder: Process | undefined): Published | undefined {
  const name = holder?.name === 'conmon' && holder.command[holder.command.indexOf('-n') + 1];
  return name ? { container: { engine: 'podman', name, addresses: [] }, port: null } : undefined;
}

/** The running container that publishes the question's port on its address. */
function publication(
  containers: readonly Container[],
  { address, port, protocol, local }: Question,
): Published | undefined {
  if (!local || address === '') return undefined;
  for (const container of containers) {
    if (!container.running || container.addresses.length === 0) continue;
    const found = container.published.find(
      each =>
        each.hostPort === port &&
        each.protocol === protocol &&
        familyOf(each.hostAddress) === familyOf(address) &&
        (isWildcard(each.hostAddress) || each.hostAddress === address),
    );
    if (found) return { container, port: found.containerPort };
  }
  return undefined;
}

/** An engine that starts writes its rules anew; so does podman for each container. */
function restartEngine({ engine, name }: Published['container'], systemd: boolean): Fix {
  const last = `Reload the firewall before ${engine} starts, or by tables of its own: never nft flush ruleset or iptables -F beside it.`;
  if (engine === 'podman')
    return {
      title: 'Let podman write its rules again',
      steps: [{ do: 'run', command: 'podman network reload --all' }],
      text: last,
      needsRoot: true,
    };
  return {
    title: `Start ${engine} again: it then writes its rules anew`,
    ...(systemd && { steps: [{ do: 'run' as const, command: `systemctl restart ${engine}` }] }),
    text: `${systemd ? '' : `service ${engine} restart, or as it was started; then ${engine} start ${name}.\n`}${last}`,
    risk: 'Containers stop for a moment.',
    needsRoot: true,
  };
}
