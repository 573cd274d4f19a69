import { inPrefix, isLoopback } from '../../net/prefix.js';
import { defineRule } from '../rule.js';

/** Found where the machine is WSL 2 behind Windows' address translation and is asked for from elsewhere. */
export const rule = defineRule({
  code: 'namespace/vm-boundary',
  needs: ['machine', 'interfaces'],
  check({ machine, interfaces }, question) {
    const { vantage, address, port, local } = question;
    if (vantage.kind === 'self' || !local || isLoopback(address) || !isWsl(machine.release)) return undefined;
    // In mirrored mode the interfaces are those of Windows, with its addresses.
    const own = interfaces.flatMap(item => item.addresses).find(each => each.address === address);
    if (own?.prefix !== 20 || !inPrefix(address, '172.16.0.0/12')) return undefined;
    return {
      severity: 'error',
      summary: `This is Linux inside Windows (WSL 2): ${address} exists on this computer only, and other machines see Windows' address, which does not pass port ${port} on.`,
      says: 'behind Windows (WSL 2)',
      outcome: 'timeout',
      evidence: [
        { fact: 'machine', says: `The kernel is ${machine.release}`, source: 'uname -r' },
        {
          fact: 'interfaces',
          says: `${address}/${own.prefix} is an address of WSL's own network`,
          source: 'rtnetlink',
        },
      ],
      fixes: [
        {
          title: 'Let Windows pass the port on',
          text: `In an administrator's PowerShell: netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=${port} connectaddress=${address} connectport=${port}; then New-NetFirewallRule -DisplayName "port ${port}" -Direction Inbound -Protocol TCP -LocalPort ${port} -Action Allow. Or set networkingMode=mirrored under [wsl2] in .wslconfig.`,
          needsRoot: false,
        },
      ],
    };
  },
});

const isWsl = (release: string): boolean => /microsoft.*wsl2|wsl2/i.test(release);
