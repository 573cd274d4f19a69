import { mentionsPort } from '../../facts/processes/candidates.js';
import { usualPortOf } from '../../facts/processes/usual-port.js';
import type { Unit } from '../../facts/units/types.js';
import { usualUnits } from '../../facts/units/well-known.js';
import { serviceAt } from '../../net/ports.js';
import type { Question } from '../../net/question.js';
import { namesAddress } from '../../programs/fixes/address-words.js';
import { serviceCalled } from '../../programs/installed.js';
import { quoted } from '../../programs/shell.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';

/** A service whose server waits until what comes before it has ended (ExecStartPre= of systemd.service(5)). */
export const preparingFor = (units: readonly Unit[], question: Question): Unit | undefined =>
  units.find(
    each => each.activeState === 'activating' && each.subState === 'start-pre' && isFor(each, question),
  );

/** The same as a finding. */
export function beginning(units: readonly Unit[], question: Question): Finding | undefined {
  const unit = preparingFor(units, question);
  if (!unit) return undefined;
  const control = systemctl(unit);
  return {
    ...absent(
      `${unit.name} is still starting: what is to end before its server begins (ExecStartPre=) has not ended.`,
      'not started yet',
      [{ fact: 'units', says: `${unit.name} is activating (start-pre)`, source: 'systemctl show' }],
      [
        {
          title: 'See what it waits for',
          text: `This shows the process that has not ended, and what it said:\n  ${control} status ${quoted(unit.name)}`,
          needsRoot: false,
        },
      ],
    ),
    headline: 'the service has not started its server yet',
  };
}

/** The unit was named, or its server is to have the port. One that waits for the port's server speaks of it too. */
function isFor({ name, command }: Unit, { port, target }: Question): boolean {
  const { program } = target;
  if (program !== null)
    return [program, ...(serviceCalled(program)?.units ?? [])].some(each => isOf(name, each));
  if (usualUnits(port).includes(name)) return true;
  const words = command.split(/\s+/);
  const web = /^(http|https|vite)$/.test(serviceAt(port) ?? 'http');
  return web && (takesPort(words, port) || usualPortOf(words) === port);
}

const isOf = (unit: string, word: string): boolean => unit === word || unit === `${word}.service`;

/** A command that names the port, and not as another's: `--port 8000`, `--bind 10.0.0.1:8000`; not `--api localhost:8000`. */
const takesPort = (words: readonly string[], port: number): boolean =>
  words.some((word, at) => {
    if (!mentionsPort(['', word], port)) return false;
    const before = words[at - 1] ?? '';
    const option = /^(-[^=]*)=/.exec(word)?.[1] ?? (before.startsWith('-') ? before : '');
    return !/[\w\]]:\d+$/.test(word) || /^(-\w)?$/.test(option) || namesAddress(option);
  });
