/** An ICMP error's type and code, and who sent it; its address tells which of the two protocols it is. */
export interface IcmpError {
  readonly address: string;
  readonly type: number;
  readonly code: number;
}

const prohibited = "administratively prohibited, which is a firewall's word";

/** Destination unreachable in IPv4: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
const unreachable4: readonly string[] = [
  'network unreachable: it has no route there',
  'host unreachable: nobody has that address there',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
  'network unknown',
  'host unknown',
  'source host isolated',
  `network ${prohibited}`,
  `host ${prohibited}`,
  'network unreachable for this type of service',
  'host unreachable for this type of service',
  `communication ${prohibited}`,
  'host precedence violation',
  'precedence cutoff',
];

/** Destination unreachable in IPv6: RFC 4443 section 3.1. */
const unreachable6: readonly string[] = [
  'no route to the destination',
  prohibited,
  'beyond the scope of the source address',
  'address unreachable: nobody has that address there',
  'port unreachable',
  "the source address failed its policy, which is a firewall's word",
  'a reject route',
];

const isSix = ({ address }: IcmpError): boolean => address.includes(':');

const isUnreachable = (error: IcmpError): boolean => error.type === (isSix(error) ? 1 : 3);

/** The packet was passed on until its time to live was used up: routers send it to each other. */
export const isCircle = (error: IcmpError): boolean =>
  error.type === (isSix(error) ? 3 : 11) && error.code === 0;

/** What an ICMP error says, in words; with its numbers alone where it is none of the known ones. */
export function icmpSays(error: IcmpError): string {
  const { type, code } = error;
  const numbers = `${isSix(error) ? 'ICMPv6' : 'ICMP'} type ${type} code ${code}`;
  const words = isUnreachable(error)
    ? (isSix(error) ? unreachable6 : unreachable4)[code]
    : isCircle(error)
      ? 'time to live exceeded: the packet went through too many routers, in a circle most likely'
      : undefined;
  return words ? `${words} (${numbers})` : numbers;
}

/** Nobody answers for the address on the last network: also what a kernel tells itself of a silent neighbour. */
export const isHostUnreachable = (error: IcmpError): boolean =>
  isUnreachable(error) && error.code === (isSix(error) ? 3 : 1);
