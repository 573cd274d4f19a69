import { whyNot } from '../net/errno.js';
import { jsonDocument } from '../net/invisible.js';
import { UsageError } from '../net/usage-error.js';
import type { System } from '../system/system.js';
import type { Gathered } from './gather.js';
import { redact } from './redact.js';

/** What was seen of one or several targets, to be diagnosed again anywhere. */
export interface Record {
  readonly schema: 'netcheck.record/1';
  /** The version of netcheck that looked. */
  readonly netcheck: string;
  readonly looks: readonly Gathered[];
}

const schema = 'netcheck.record/1';

/** The text of a record, without the secrets that command lines, URLs and files may hold. */
export const writeRecord = (looks: readonly Gathered[], version: string): string =>
  jsonDocument(redact({ schema, netcheck: version, looks }), 1);

/** What is typed for standard input and output, as with tar, curl and git. */
export const standard = '-';

/** Reads a record; whatever is wrong with it is a UsageError of one line. */
export function readRecord(system: System, path: string): Record {
  const named = path === standard ? 'standard input' : path;
  let text: string;
  try {
    text = (system.input ?? system.read)(path, 256 * 1024 * 1024);
  } catch (error) {
    throw new UsageError(`cannot read ${named}: ${whyNot(error)}`);
  }
  return parseRecord(text, named);
}

/** The record that this text holds; whatever is wrong with it is a UsageError of one line that names `path`. */
export function parseRecord(text: string, path: string): Record {
  const record = parse(text, path);
  if (record?.schema !== schema) {
    const other: unknown = record?.schema;
    const found =
      typeof other === 'string' ? `it says ${JSON.stringify(other.slice(0, 40))}` : 'it has no schema';
    throw new UsageError(
      `${path} is no record that this version reads: ${found}`,
      `${schema} is what --save writes`,
    );
  }
  if (!Array.isArray(record.looks) || record.looks.length === 0 || !record.looks.every(isLook))
    throw new UsageError(`${path} is damaged: no complete look in it`);
  return record;
}

function parse(text: string, path: string): Record | null {
  try {
    return JSON.parse(text) as Record | null;
  } catch {
    throw new UsageError(`${path} is no JSON`, 'a record is what --save writes');
  }
}

function isLook(look: unknown): boolean {
  const { target, questions, facts } = (look ?? {}) as Partial<Gathered>;
  return (
    typeof target?.input === 'string' &&
    Array.isArray(questions) &&
    typeof facts === 'object' &&
    facts !== null &&
    Object.values(facts).every(fact => typeof fact === 'object' && fact !== null && 'status' in fact)
  );
}
