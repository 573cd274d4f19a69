import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { goalOf, isBesideServer, ledApart } from '../../../src/rules/firewall/sent-on.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import { fromLan, listener, world } from '../../support/ground.js';

const asked = fromLan({ address: '10.77.0.1', port: 8000, local: true });

/** Whether an attempt from here tells nothing of a port that these chains send on, where no such attempt was asked about. */
function isApart(chains: readonly string[], rules: readonly string[] = []): boolean {
  const lines = chains.map(name => `-A ${name} -p tcp --dport 8000 -j DNAT --to-destination 10.77.0.9:80`);
  const nat = ['*nat', ...chains.map(name => `:${name} ACCEPT [0:0]`), ...lines, 'COMMIT'].join('\n');
  const facts = world({ firewall: known(rulesOf(iptables(rules, {}, nat)), 'iptables-save') });
  return ledApart(facts, new Map([[asked, goalOf(facts, asked)]])).has(asked);
}

it('lets an attempt from here speak for other machines that are sent on to the same place', () =>
  expect(isApart(['PREROUTING', 'OUTPUT'])).toBe(false));

it('takes nothing from an attempt that is sent nowhere, or that a rule stops on its way', () => {
  expect(isApart(['PREROUTING'])).toBe(true);
  const stop = '-A OUTPUT -d 10.77.0.9/32 -p tcp -j REJECT --reject-with tcp-reset';
  expect(isApart(['PREROUTING', 'OUTPUT'], [stop])).toBe(true);
});

it('asks nobody on the network that a rule leads others into', () => {
  const beside = (address: string, sockets: Parameters<typeof listener>[] = []) => {
    const facts = world({
      sockets: known(
        sockets.map(each => listener(...each)),
        'sock_diag',
      ),
    });
    const inner = fromLan({ address: '172.28.0.1', local: true }, { network: '172.28.0.0/24' });
    const outer = fromLan({ local: true });
    const goals = new Map([
      [outer, { address, port: 80, alone: true, stopped: false }],
      [inner, undefined],
    ]);
    return [outer, inner].map(each => isBesideServer(each, facts, goals));
  };
  expect(beside('172.28.0.2')).toEqual([false, true]);
  expect(beside('10.77.0.9')).toEqual([false, false]);
  expect(beside('172.28.0.2', [['0.0.0.0', 8000]])).toEqual([false, false]);
});
