import type { Unit } from '../../facts/units/types.js';
import { inPrefix, isLinkLocal, isLoopback, isMulticast } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { asked, whom } from './words.js';

/** Does a list of IPAddressAllow= or IPAddressDeny= hold the address? Symbolic names as in systemd.resource-control(5). */
function holds(list: string, address: string): boolean {
  return list.split(/\s+/).some(word => {
    if (word === 'any') return true;
    if (word === 'localhost') return isLoopback(address);
    if (word === 'link-local') return isLinkLocal(address);
    if (word === 'multicast') return isMulticast(address);
    return word !== '' && inPrefix(address, word);
  });
}

/** The unit whose address filter (a program of its cgroup, which no rule set shows) drops the client's packets. */
export function filteringUnit(
  units: readonly Unit[],
  pids: readonly number[],
  client: string,
): Unit | undefined {
  return units.find(
    unit =>
      pids.includes(unit.mainPid) && holds(unit.addressDeny, client) && !holds(unit.addressAllow, client),
  );
}

const inSlices = ({ filteredIn = [] }: Unit): string =>
  filteredIn.length > 0 ? `, with what ${filteredIn.join(' and ')} has for all that is in it` : '';

/** What is said of it; a change by set-property holds at once and for good. */
export function filteredByUnit(unit: Unit, client: string, question: Question): Finding {
  const network = question.vantage.network ?? client;
  return {
    severity: 'error',
    summary: `${unit.name} drops packets of ${whom(question)} to ${asked(question)}: it has IPAddressDeny=${unit.addressDeny}${unit.addressAllow ? ` and IPAddressAllow=${unit.addressAllow}` : ''}${inSlices(unit)}.`,
    says: `IPAddressDeny= of ${unit.name}`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'units',
        says: `IPAddressDeny=${unit.addressDeny} holds ${client}, IPAddressAllow=${unit.addressAllow} does not`,
        source: `systemctl show -p IPAddressDeny,IPAddressAllow ${[unit.name, ...(unit.filteredIn ?? [])].join(' ')}`,
      },
    ],
    fixes: [
      {
        title: `Let ${network} in`,
        steps: [
          {
            do: 'run',
            command: commandLine(['systemctl', 'set-property', unit.name, `IPAddressAllow=${network}`]),
          },
        ],
        risk: `Every machine on ${network} can then connect.`,
        needsRoot: unit.scope === 'system',
      },
    ],
  };
}
