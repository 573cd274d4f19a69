import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { spellings } from '../../programs/fixes/address-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { argumentChange } from '../../programs/fixes/generic.js';
import { at } from '../serving.js';
import { type Publication, remade, sharing, type Words } from './remake.js';

/** Every address in the place of loopback, where the command that the container was made with names that. */
function rebound({ again }: Container, { address, port }: Socket['local']): Words | undefined {
  if (!again) return undefined;
  const wanted = { address: address.includes(':') ? '::' : '0.0.0.0', port };
  const invocation = { titled: false, head: [], args: again.command };
  const [change] = argumentChange({ invocation }, spellings(address), wanted);
  return change?.command && { ...again, command: change.command };
}

/** The server inside must listen on every address of its own namespace, and be published where nothing leads there yet (`wanted`). */
export function rebindInside(
  container: Container | undefined,
  local: Socket['local'],
  where: string,
  { all = [], wanted }: { readonly all?: readonly Container[]; readonly wanted?: Publication } = {},
): Fix {
  const { port } = local;
  const published = wanted ? ', and publish the port' : '';
  const title = `Let the server inside ${where} listen on 0.0.0.0:${port}${published}`;
  // As nameOf calls those that an engine made, and might publish.
  const publishable = where.startsWith('container ');
  const again = container && sharing(container, all).length === 0 ? rebound(container, local) : undefined;
  const made = container && again && remade(container, all, { again, ...(wanted && { wanted }) });
  return made
    ? { title, ...made }
    : {
        title,
        text: `Start it with --host 0.0.0.0 (or --bind, -b, HOST=0.0.0.0, as it calls that)${container ? ' in the image or the compose file' : ''}. Whoever reaches ${where} then gets in${publishable ? `; to keep it to this machine, publish it on loopback: -p 127.0.0.1:PORT:${port}` : ''}.`,
        needsRoot: container === undefined,
      };
}

/** Takes the private network off a unit, by a drop-in that outdoes its file. */
export function openUnit(unit: string): Fix {
  const folder = `/etc/systemd/system/${unit}.d`;
  return {
    title: `Let ${unit} use this machine's network`,
    steps: [
      {
        do: 'run',
        command: `mkdir -p '${folder}' && printf '[Service]\\nPrivateNetwork=no\\nNetworkNamespacePath=\\n' > '${folder}/network.conf'`,
      },
      { do: 'run', command: `systemctl daemon-reload && systemctl restart '${unit}'` },
    ],
    risk: 'The unit was kept off the network on purpose; it can then reach, and be reached from, other machines.',
    needsRoot: true,
  };
}

/** The commands that send a port of this machine on to an address. */
function forwarding(address: string, port: number, protocol: string): string {
  const six = address.includes(':');
  const [family, switched] = six ? ['ip6', 'ipv6.conf.all.forwarding'] : ['ip', 'ipv4.ip_forward'];
  const chain = `${family} published prerouting`;
  return `sysctl -w net.${switched}=1; nft 'add table ${family} published; add chain ${chain} { type nat hook prerouting priority dstnat; }; add rule ${chain} ${protocol} dport ${port} dnat to ${at(address, port)}'`;
}

/** A namespace that somebody made by hand. A server that is on its loopback (`inner`) has to come out of that besides. */
export function joinNetwork(space: Namespace, port: number, protocol: 'tcp' | 'udp', inner = false): Fix {
  const address = space.addresses[0];
  const answers = inner
    ? `It listens on the loopback in there: start it with --host 0.0.0.0 (or --bind, as it calls that) first. From this machine it then answers`
    : 'From this machine it answers';
  return {
    title: address ? `Ask for it at ${address}:${port}, or forward the port` : 'Start the server outside',
    text: address
      ? `${answers} at ${address}:${port} where a route leads there. For others, forward the port:\n  ${forwarding(address, port, protocol)}\nIt lasts until the next reboot: keep the setting in /etc/sysctl.d, and the rule with your others.`
      : 'Its network namespace has no way out. Start the server without unshare --net (ip netns exec, PrivateNetwork=), or give the namespace an address and forward the port to it.',
    needsRoot: true,
  };
}
