import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { whileNamespaceLasts } from '../lasting.js';
import { nameOf } from '../namespace/inside.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { otherRouter, routeInside, toNobody } from './router-inside.js';

interface Seen {
  readonly interfaces: readonly Interface[];
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly containers: Fact<readonly Container[]>;
}

type Way = NonNullable<Namespace['routes']>[number];

/** The address of this machine on the network that the client comes in by: what it has to have as its router. */
const routerFor = ({ vantage, family }: Question, interfaces: readonly Interface[]): string | undefined =>
  interfaces
    .find(({ name }) => name === vantage.input)
    ?.addresses.find(each => each.family === family && each.scope === 'global')?.address;

/** Whether the client sends what is for a namespace of this machine here at all: only its own routes say so. */
export function clientRoute(
  { interfaces, namespaces, containers }: Seen,
  question: Question,
): Finding | Unchecked | undefined {
  const { vantage, address } = question;
  const { source } = vantage;
  const spaces = valueIn(namespaces)?.filter(each => source !== null && each.addresses.includes(source));
  // Containers of several engines may have one address, each behind a bridge of its own.
  const client = spaces?.length === 1 ? spaces[0] : undefined;
  const router = routerFor(question, interfaces);
  if (isNear(question, interfaces) || hasCome(valueIn(namespaces) ?? [], question)) return undefined;
  if (vantage.kind === 'lan' || !client?.routes || address.includes(':'))
    return unchecked(
      `whether ${vantage.kind === 'lan' ? `machines on ${vantage.network} send` : `${source} sends`} what is for ${address} to this machine, only the routes there tell: ip route get ${address} has to say "via ${router ?? 'this machine'}"`,
    );
  const way = routeInside(client.routes, address);
  const other = way && otherRouter(way, vantage.input, interfaces);
  if (other && !other.isNobody)
    return unchecked(
      `${source} sends what is for ${address} to ${other.gateway}, which is not this machine, and may know another way`,
    );
  if (way?.device != null && !other) return undefined;
  const where = nameOf(client, valueIn(containers));
  if (way && other)
    return {
      ...toNobody(client, way, where, other),
      severity: 'error',
      summary: `The client, ${where}, sends what is for ${address} to the router ${other.gateway}, which is nobody: this machine is ${other.own} there.`,
      headline: `the client, ${where}, has a route to nobody`,
      outcome: 'unreachable',
    };
  return noRoute(client, client.routes, where, router, question);
}

/** Somebody of the client's network has a connection there, or had one just now: the routes there do lead here. */
const hasCome = (spaces: readonly Namespace[], { vantage, address }: Question): boolean =>
  spaces
    .filter(({ addresses }) => addresses.includes(address))
    .some(({ clients = [] }) =>
      clients.some(each => (vantage.network ? inPrefix(each, vantage.network) : each === vantage.source)),
    );

/** The client is on the network of the address itself, and asks there for it. */
const isNear = ({ vantage, address }: Question, interfaces: readonly Interface[]): boolean => {
  const own = interfaces.find(({ name }) => name === vantage.input)?.addresses ?? [];
  return own.some(each => inPrefix(address, `${each.address}/${each.prefix}`));
};

function noRoute(
  { pids }: Namespace,
  routes: readonly Way[],
  where: string,
  router: string | undefined,
  { address }: Question,
): Finding {
  const command = `nsenter -t ${pids[0]} -n ip route add default via ${router}`;
  const free = router !== undefined && !routes.some(({ prefix }) => prefix === '0.0.0.0/0');
  return {
    severity: 'error',
    summary: `The client, ${where}, has no route to ${address}: what it sends there never leaves it.`,
    says: `no route to ${address} inside ${where}`,
    headline: `the client, ${where}, has no route there`,
    outcome: 'unreachable',
    evidence: [
      {
        fact: 'namespaces',
        says: `The routes inside ${where}: ${routes.map(({ prefix, device }) => `${prefix} ${device ? `dev ${device}` : 'refused'}`).join(', ') || 'none'}`,
        source: `/proc/${pids[0]}/net/route`,
      },
    ],
    fixes: [
      {
        title: `Give ${where} a route`,
        ...(free ? { steps: [{ do: 'run' as const, command }] } : {}),
        text: free
          ? whileNamespaceLasts
          : `In there: ip route add ${address} via ROUTER, where ROUTER is this machine's address on the cable to it.`,
        needsRoot: true,
      },
    ],
  };
}
