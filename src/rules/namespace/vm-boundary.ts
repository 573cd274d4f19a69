import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';

/**
 * Found where the machine is WSL 2 behind Windows' address translation and is asked for from elsewhere; a warning where
 * localhost is asked for in it, nobody listens there, and a server on Windows may be meant.
 */
export const rule = defineRule({
  code: 'namespace/vm-boundary',
  needs: ['machine', 'interfaces', 'sockets'],
  mayUse: ['routes'],
  check({ machine, interfaces, sockets, routes }, question) {
    const own = isWsl(machine.release) ? natAddress(interfaces) : undefined;
    if (!own) return undefined;
    const { vantage, address, local, target } = question;
    const evidence: Evidence[] = [
      { fact: 'machine', says: `The kernel is ${machine.release}`, source: 'uname -r' },
      { fact: 'interfaces', says: `${own} is an address of WSL's own network`, source: 'rtnetlink' },
    ];
    if (vantage.kind !== 'self')
      return local && own.startsWith(`${address}/`) ? inside(question, evidence) : undefined;
    const isAway = isLoopback(address) && target.host !== null && isUnserved(sockets, question);
    return isAway ? outside(question, target.host, valueIn(routes), evidence) : undefined;
  },
});

/** Others see the address of Windows, which does not pass the port on. */
const inside = ({ address, port }: Question, evidence: Finding['evidence']): Finding => ({
  severity: 'error',
  summary: `This is Linux inside Windows (WSL 2): ${address} exists on this computer only, and other machines see Windows' address, which does not pass port ${port} on.`,
  says: 'behind Windows (WSL 2)',
  outcome: 'timeout',
  evidence,
  fixes: [
    {
      title: 'Let Windows pass the port on',
      text: `In an administrator's PowerShell: netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=${port} connectaddress=${address} connectport=${port}; then New-NetFirewallRule -DisplayName "port ${port}" -Direction Inbound -Protocol TCP -LocalPort ${port} -Action Allow. Or set networkingMode=mirrored under [wsl2] in .wslconfig.`,
      needsRoot: false,
    },
  ],
});

/** Windows passes its localhost on to WSL, and WSL nothing to Windows. */
function outside(
  { port }: Question,
  host: string,
  routes: Routing | undefined,
  evidence: Finding['evidence'],
): Finding {
  const way = routes?.routes.find(
    ({ destination, gateway }) => destination === 'default' && gateway?.includes('.'),
  );
  return {
    severity: 'warning',
    summary: `This is Linux inside Windows (WSL 2), where ${host} means Linux itself, and nobody listens on port ${port} in it: a server on Windows is not reached by that name.`,
    says: `${host} is not Windows`,
    outcome: 'refused',
    evidence,
    fixes: [
      {
        title: 'Ask for a server on Windows by the address of Windows',
        text: `That is the gateway which ip route shows:\n  netcheck why ${at(way?.gateway ?? 'GATEWAY', port)}\nThe server has to listen on that address or on 0.0.0.0, and Windows' firewall has to let it in. Or set networkingMode=mirrored under [wsl2] in .wslconfig.`,
        needsRoot: false,
      },
    ],
  };
}

/** The address behind Windows' translation; in mirrored mode the interfaces are those of Windows, with its addresses. */
function natAddress(interfaces: readonly Interface[]): string | undefined {
  const own = interfaces
    .flatMap(item => item.addresses)
    .find(({ address, prefix }) => prefix === 20 && inPrefix(address, '172.16.0.0/12'));
  return own && `${own.address}/${own.prefix}`;
}

const isWsl = (release: string): boolean => /microsoft.*wsl2|wsl2/i.test(release);
