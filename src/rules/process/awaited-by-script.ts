import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import { saysLoopback } from '../../net/prefix.js';
import { absolutePath } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';
import { lineage } from '../../programs/lineage.js';
import {
  type Awaited,
  awaitedBy,
  awaitedByVariables,
  awaitedIn,
  type Elsewhere,
  isIn,
} from '../../programs/sources/awaited.js';
import { at } from '../serving.js';
import type { Wait } from './awaited-connection.js';
import { shellText } from './shell-text.js';

/** Its start script is in a loop, or a tool, that ends when something is there; nobody here listens where that is here. */
export function byScript(
  shell: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
  listeners: readonly Socket[],
  asked: number,
): Wait | undefined {
  const { language, script, args } = invocationOf(shell);
  const path = language === 'shell' && script ? absolutePath(script, shell.directory) : undefined;
  const source = path ?? `/proc/${shell.pid}/cmdline`;
  const text = shellText(shell, files) ?? '';
  const children = processes.filter(each => each.parent === shell.pid);
  // npm's shell has the tool as its child.
  const below = processes.filter(each => lineage(each, processes).includes(shell));
  const isMissing = missingTo(listeners, asked);
  const tools = below.filter(({ command }) => toolIn(command).some(isMissing));
  const loops = awaitedIn(text, args).filter(each => isIn(each, shell, children));
  const found = [...tools.flatMap(({ command }) => toolIn(command)), ...loops.filter(isMissing)];
  if (found.length === 0) return byVariables(shell, awaitedByVariables(text, args), children, source);
  return {
    process: shell,
    places: placesOf(found),
    evidence: {
      fact: 'configuration',
      says: `it waits in: ${linesOf(found)}`,
      source: tools[0] ? `/proc/${tools[0].pid}/cmdline` : source,
    },
  };
}

/** The place is in its environment, which may hold secrets and is not kept. A script that runs more may wait for its own server. */
function byVariables(
  shell: Process,
  loops: readonly Elsewhere[],
  children: readonly Process[],
  source: string,
): Wait | undefined {
  const loop = loops.find(each => children.length > 0 && children.every(child => isIn(each, shell, [child])));
  return (
    loop && {
      process: shell,
      places: [`the place in ${loop.variables.map(name => `$${name}`).join(' and ')}`],
      variables: loop.variables,
      evidence: { fact: 'configuration', says: `it waits in: ${loop.line}`, source },
    }
  );
}

/** What is to end before a service's server begins looks for something; nobody here listens where that is here. */
export function byPreparation(
  { name, preparing }: Unit,
  listeners: readonly Socket[],
  asked: number,
): Wait | undefined {
  if (!preparing) return undefined;
  const shell = { command: preparing.command.split(' ') };
  const children = preparing.runs.map(command => ({ command }));
  const loops = awaitedIn(preparing.script).filter(each => isIn(each, shell, children));
  const tools = [shell.command, ...preparing.runs].flatMap(toolIn);
  const found = [...tools, ...loops].filter(missingTo(listeners, asked));
  if (found.length === 0) return undefined;
  return {
    unit: name,
    places: placesOf(found),
    evidence: {
      fact: 'units',
      says: `${name} is activating (start-pre), and waits in: ${linesOf(found)}`,
      source: 'systemctl show',
    },
  };
}

const placesOf = (found: readonly Awaited[]): readonly string[] =>
  [...new Set(found.map(({ host, port }) => at(host, port)))].slice(0, 3);

const linesOf = (found: readonly Awaited[]): string =>
  [...new Set(found.map(({ line }) => line))].slice(0, 3).join(', or in: ');

const toolIn = (command: readonly string[]): readonly Awaited[] => {
  const found = awaitedBy(command);
  return found ? [found] : [];
};

/** A script that waits for the very server that it has started tells nothing of why that is not there. */
const missingTo =
  (listeners: readonly Socket[], asked: number) =>
  ({ host, port }: Awaited): boolean =>
    !(saysLoopback(host) && (port === asked || listeners.some(({ local }) => local.port === port)));
