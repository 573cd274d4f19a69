import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Walk } from '../../firewall/walk.js';
import { inPrefix, isLinkLocal } from '../../net/prefix.js';
import { comesHere, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { whileNamespaceLasts } from '../lasting.js';
import { nameOf } from '../namespace/inside.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import {
  ipIn,
  isUnasked,
  mainFirst,
  otherRouter,
  readAt,
  routeInside,
  routesFor,
  toNobody,
} from './router-inside.js';
import { host } from './way.js';

type Seen = WalkSeen & {
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly containers: Fact<readonly Container[]>;
};

type Ways = NonNullable<Namespace['routes']>;

/** The namespace that the connection is sent on to has no route back to whom it comes from, as far as it can tell. */
export function noWayBackInside(seen: Seen, question: Question): Finding | Unchecked | undefined {
  // A container that is asked by its own address may be another machine to us: what it can see is its own business.
  if (!comesHere(question) || question.behind === 'client') return undefined;
  const judged = judge(seen, question);
  if (!isJudged(judged) || judged.walk.delivery === 'local' || judged.walk.verdict !== 'pass')
    return undefined;
  const { destination, source } = judged.walk;
  const spaces = (valueIn(seen.namespaces) ?? []).filter(each =>
    each.addresses.includes(destination.address),
  );
  const space = spaces[0];
  // Containers of several engines may have one address, each behind a bridge of its own.
  if (!space) return undefined;
  const where = nameOf(space, valueIn(seen.containers));
  if (spaces.every(each => isUnasked(each, source)))
    return unchecked(
      `policy rules inside ${where} decide about the way back to ${source}, and could not be asked`,
    );
  const ways = routesFor(space, source);
  if (!ways) return undefined;
  if (spaces.some(each => leadsTo(each, source)))
    return spaces.length === 1 ? answersAnother(seen, space, judged.walk, question) : undefined;
  const free = ways.every(({ prefix }) => !inPrefix(source, prefix));
  const enter = `nsenter -t ${space.pids[0]} -n`;
  const routes = ways.map(({ prefix, device }) => `${prefix} ${device ? `dev ${device}` : 'refused'}`);
  return {
    severity: 'error',
    summary: `Connections of ${source} are sent on to ${destination.address} inside ${where}, which has no route back to ${source}, so its replies never leave${routes.length === 0 ? ': its interface is down, or was never set up' : ''}.`,
    says: `no way back to ${source} inside ${where}`,
    headline: `${where} has no route back to its clients`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'namespaces',
        says: space.byRules
          ? `The policy rules inside ${where} lead to no way to ${source}`
          : `The routes inside ${where}: ${routes.join(', ') || 'none'}`,
        source: readAt(space, source),
      },
    ],
    fixes: [
      withoutRefusal(space, source, question.vantage.network ?? host(source), enter) ??
        back(seen, ways, ipIn(space, source), where, free),
    ],
  };
}

/** It has a route to an address, or its routes are not known. */
function leadsTo(space: Namespace, address: string): boolean {
  const ways = routesFor(space, address);
  return !ways || routeInside(ways, address)?.device != null;
}

/** Its answers go to a router that is not this machine: nobody, or one that does not know the connection. */
function answersAnother(
  { interfaces, containers }: Seen,
  space: Namespace,
  { source, output }: Walk,
  { vantage }: Question,
): Finding | Unchecked | undefined {
  // The way back of who is on that side, or comes by the router there, does not lead by here.
  const way = output === vantage.input ? undefined : routeInside(space.routes ?? [], source);
  const other = way && otherRouter(way, output, interfaces);
  if (!way || !other) return undefined;
  const where = nameOf(space, valueIn(containers));
  if (!other.isNobody)
    return unchecked(
      `the answers of ${where} to ${source} go to ${other.gateway}, which is not this machine, and whether they get there from it cannot be seen`,
    );
  return {
    ...toNobody(space, way, where, other),
    severity: 'error',
    summary: `The answers of ${where} to ${source} go to the router ${other.gateway}, which is nobody: this machine is ${other.own} there.`,
    headline: `${where} has no route back to its clients`,
    outcome: 'timeout',
  };
}

/** Without the route, or the policy rule, that refuses, the next one leads there. */
function withoutRefusal(
  { routes = [], byRules }: Namespace,
  source: string,
  clients: string,
  enter: string,
): Fix | undefined {
  const refusal = routeInside(routes, source);
  const others = routes.filter(each => each !== refusal);
  if (!refusal || routeInside(others, source)?.device == null) return undefined;
  return {
    ...(byRules
      ? {
          title: 'Let its main table decide about the way back',
          steps: [mainFirst(enter, clients)],
        }
      : {
          title: 'Take the route away that refuses them',
          steps: [{ do: 'run', command: `${enter} ip route del ${refusal.prefix}` }],
        }),
    text: whileNamespaceLasts,
    needsRoot: true,
  };
}

/** This machine as the default gateway, where it has an address on a network of theirs. */
function back(seen: Seen, ways: Ways, ip: string, where: string, free: boolean): Fix {
  const title = `Give ${where} a route back`;
  const own = seen.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  // Every cable has a network fe80::/64 of its own.
  const gateway = own.find(
    address =>
      !isLinkLocal(address) &&
      ways.some(
        ({ prefix, device }) => device !== null && !prefix.endsWith('/0') && inPrefix(address, prefix),
      ),
  );
  if (gateway && free)
    return {
      title,
      steps: [{ do: 'run', command: `${ip} route add default via ${gateway}` }],
      text: `${whileNamespaceLasts} Masquerading what is sent there does as well.`,
      needsRoot: true,
    };
  return {
    title,
    text: `Switch its interface on and give it a default route: ${ip} link set DEVICE up, then ${ip} route add default via GATEWAY, where GATEWAY is this machine's address on the cable to it.`,
    needsRoot: true,
  };
}
