import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { withoutColours } from '../without-colours.js';
import { present } from './containers.js';
import { ask } from './engine.js';
import { isMeant } from './is-meant.js';
import type { Container } from './types.js';

/** Milliseconds for one log. */
const PATIENCE = 500;
/** Lines of a log's end that are read. */
const LINES = 40;
/** Most characters of one line. */
const LONGEST = 4096;
/** Most containers whose logs are read. */
const MOST = 3;

/**
 * The head of each piece of a log that no terminal made: the stream's number, three zeros, and the length (Docker Engine
 * API, "Attach to a container", stream format). As text each of its bytes is one character. A line that is longer than a
 * piece, or a piece that ends within a line, has one in its midst.
 */
const head = /[\0-\x02]\0{3}[\s\S]{4}/g;

/** The lines of a container's log, as its engine's API gives them. */
const logLines = (text: string): readonly string[] =>
  withoutColours(text.replace(head, ''))
    .split('\n')
    .map(line => line.slice(0, LONGEST).trimEnd())
    .filter(Boolean);

const hasFailed = ({ running, restarting, exitCode }: Container) =>
  (!running || restarting === true) && exitCode !== 0;

/** The same containers, those that ended and should serve the port (or bear the name) with the end of their logs. */
export async function withLastWords(
  system: System,
  fact: Fact<readonly Container[]>,
  port: number | null,
  asked: string | null,
): Promise<Fact<readonly Container[]>> {
  if (fact.status === 'unknown') return fact;
  const ended = fact.value.filter(each => hasFailed(each) && isMeant(each, port, asked)).slice(0, MOST);
  if (ended.length === 0) return fact;
  const logs = new Map(
    await Promise.all(ended.map(async each => [each.id, await logOf(system, each)] as const)),
  );
  const value = fact.value.map(each => {
    const log = logs.get(each.id) ?? [];
    return log.length > 0 ? { ...each, log } : each;
  });
  return { ...fact, value };
}

/** Empty where the engine keeps no log that it would show. */
async function logOf(system: System, { engine, id }: Container): Promise<readonly string[]> {
  for (const { name, socket } of present(system)) {
    if (name !== engine) continue;
    try {
      return logLines(await ask(socket, `/containers/${id}/logs?stdout=1&stderr=1&tail=${LINES}`, PATIENCE));
    } catch {
      // Another user's engine, or a log driver that cannot be read.
    }
  }
  return [];
}
