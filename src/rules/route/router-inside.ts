import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import { inPrefix, isLinkLocal } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { whileNamespaceLasts } from '../lasting.js';
import type { Finding } from '../rule.js';

type Way = NonNullable<Namespace['routes']>[number];

const lengthOf = ({ prefix }: Way): number => Number(prefix.split('/')[1]);

/** The routes of an address's family inside a namespace; undefined where they are not known, as those of IPv6 are where none is. */
export const routesFor = ({ routes }: Namespace, address: string): readonly Way[] | undefined => {
  const isSix = address.includes(':');
  const own = routes?.filter(({ prefix }) => prefix.includes(':') === isSix);
  return isSix && own?.length === 0 ? undefined : own;
};

/** The route that an address takes inside a namespace: that of the longest prefix. */
export const routeInside = (routes: readonly Way[], address: string): Way | undefined =>
  routes.filter(({ prefix }) => inPrefix(address, prefix)).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];

/** The way to an address is not known: policy rules decide about it, and the kernel could not be asked. */
export const isUnasked = ({ byRules, routes, addresses }: Namespace, address: string): boolean =>
  byRules === true &&
  !address.includes(':') &&
  !addresses.includes(address) &&
  !routes?.some(({ prefix }) => prefix === `${address}/32`);

const tableOf = ({ pids }: Namespace, address: string): string =>
  `/proc/${pids[0]}/net/${address.includes(':') ? 'ipv6_route' : 'route'}`;

/** Where the way to an address inside a namespace was read. */
export const readAt = (space: Namespace, address: string): string =>
  space.byRules ? `${ipIn(space, address)} route get ${address}` : tableOf(space, address);

/** The command by which a namespace's routes are changed. */
export const ipIn = ({ pids }: Namespace, address: string): string =>
  `nsenter -t ${pids[0]} -n ip${address.includes(':') ? ' -6' : ''}`;

/** The step that has the main table decide about the way to clients, before a namespace's own policy rules. */
export const mainFirst = (enter: string, clients: string) =>
  ({ do: 'run', command: `${enter} ip rule add to ${clients} lookup main pref 1` }) as const;

/** A way back by the interface that packets come in by, over this machine's own address there, where it has one. */
export function backBy(
  enter: string,
  { prefix, device }: Way,
  clients: string,
  interfaces: readonly Interface[],
  { byRules }: Namespace,
): readonly Fix[] {
  const gateway = interfaces
    .flatMap(({ addresses }) => addresses.map(({ address }) => address))
    .find(address => inPrefix(address, prefix));
  if (!gateway || device === null) return [];
  const command = `${enter} ip route replace ${clients} via ${gateway} dev ${quoted(device)}`;
  return [
    {
      title: `Send the replies out by ${device}`,
      steps: [{ do: 'run', command }, ...(byRules ? [mainFirst(enter, clients)] : [])],
      text: whileNamespaceLasts,
      needsRoot: true,
    },
  ];
}

/** The router of a route inside, where that is another than this machine. */
export interface OtherRouter {
  readonly gateway: string;
  /** The address that this machine has at its end of the cable. */
  readonly own: string;
  /** The cable has only two ends: nobody else is there to be that router. */
  readonly isNobody: boolean;
}

/** Undefined where the router is this machine, and where it has no address there to tell by (Calico's is 169.254.1.1). */
export function otherRouter(
  { gateway }: Way,
  device: string | null | undefined,
  interfaces: readonly Interface[],
): OtherRouter | undefined {
  const cable = interfaces.find(({ name }) => name === device);
  const near = cable?.addresses.find(each => gateway && inPrefix(gateway, `${each.address}/${each.prefix}`));
  const isOwn = interfaces.some(({ addresses }) => addresses.some(({ address }) => address === gateway));
  if (!gateway || !near || isOwn) return undefined;
  return { gateway, own: near.address, isNobody: cable?.kind === 'veth' || cable?.kind === 'netkit' };
}

/** What is said, and done, of a route inside to a router that nobody is. */
export function toNobody(
  space: Namespace,
  { prefix, device }: Way,
  where: string,
  { gateway, own }: OtherRouter,
): Pick<Finding, 'says' | 'evidence' | 'fixes'> {
  const to = prefix.endsWith('/0') ? 'default' : prefix;
  // Such an address may be on every cable, so the kernel takes none without its device.
  const by = isLinkLocal(own) && device ? ` dev ${quoted(device)}` : '';
  return {
    says: `a router that is not there inside ${where}`,
    evidence: [
      {
        fact: 'namespaces',
        says: `The route inside ${where}: ${to} via ${gateway}, and this machine is ${own}`,
        source: tableOf(space, gateway),
      },
    ],
    fixes: [
      {
        title: `Give ${where} this machine as its router`,
        steps: [{ do: 'run', command: `${ipIn(space, own)} route replace ${to} via ${own}${by}` }],
        text: whileNamespaceLasts,
        needsRoot: true,
      },
    ],
  };
}
