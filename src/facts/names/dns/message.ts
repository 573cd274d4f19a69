import { formatAddress } from '../../../net/address.js';
import { withoutEndDot } from '../../../net/host.js';

/** The record types that are asked for. */
export type RecordType = 'A' | 'AAAA';

/** One answer to one question (RFC 1035, 4.1). */
export interface Response {
  readonly id: number;
  /** RCODE: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED … */
  readonly code: number;
  readonly truncated: boolean;
  /** Null in a refusal that does not repeat it, as unbound's to clients that it does not serve. */
  readonly question: string | null;
  readonly type: number;
  /** Addresses of the name or of what it is an alias for, in canonical text. */
  readonly addresses: readonly string[];
  /** The last name that the aliases lead to: the name itself where they lead in a circle; null where there are none. */
  readonly alias: string | null;
}

const CLASS_IN = 1;
const TYPES: Readonly<Record<RecordType, number>> = { A: 1, AAAA: 28 };
const CNAME = 5;
const HEADER = 12;
/** More jumps than any honest message needs. */
const MOST_JUMPS = 32;
const MOST_RECORDS = 256;

/** The number of a record type (IANA, "DNS Parameters"). */
export const typeNumber = (type: RecordType): number => TYPES[type];

/** A recursive query for the name, or undefined where the name cannot be put into a message. */
export function encodeQuery(id: number, name: string, type: RecordType): Buffer | undefined {
  const labels = withoutEndDot(name).split('.');
  const parts = [Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])];
  for (const label of labels) {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length < 1 || bytes.length > 63) return undefined;
    parts.push(Buffer.from([bytes.length]), bytes);
  }
  parts.push(Buffer.from([0, 0, TYPES[type], 0, CLASS_IN]));
  const message = Buffer.concat(parts);
  return message.length <= HEADER + 255 + 4 ? message : undefined;
}

/** A name at `at`, compression followed (RFC 1035, 4.1.4), in lower case; and where the message goes on. */
function nameAt(message: Buffer, at: number): { name: string; next: number } | undefined {
  const labels: string[] = [];
  let next: number | undefined;
  let position = at;
  for (let jumps = 0, length = 0; jumps <= MOST_JUMPS && length <= 255; ) {
    const size = message[position];
    if (size === undefined) return undefined;
    if (size === 0) return { name: labels.join('.').toLowerCase(), next: next ?? position + 1 };
    if (size >= 0xc0) {
      const low = message[position + 1];
      if (low === undefined) return undefined;
      next ??= position + 2;
      position = ((size & 0x3f) << 8) | low;
      jumps++;
    } else {
      if (size > 63 || position + 1 + size > message.length) return undefined;
      labels.push(message.toString('latin1', position + 1, position + 1 + size));
      position += 1 + size;
      length += 1 + size;
    }
  }
  return undefined;
}

interface Answer {
  readonly owner: string;
  readonly type: number;
  readonly start: number;
  readonly length: number;
}

/** The answer section, as far as it can be read. */
function answersIn(message: Buffer, from: number, count: number): Answer[] {
  const answers: Answer[] = [];
  let at = from;
  for (let index = 0; index < Math.min(count, MOST_RECORDS); index++) {
    const owner = nameAt(message, at);
    if (!owner || owner.next + 10 > message.length) break;
    const type = message.readUInt16BE(owner.next);
    const length = message.readUInt16BE(owner.next + 8);
    const start = owner.next + 10;
    if (start + length > message.length) break;
    answers.push({ owner: owner.name, type, start, length });
    at = start + length;
  }
  return answers;
}

/** Where the aliases of `name` end, from one to the next. */
function aliasOf(message: Buffer, answers: readonly Answer[], name: string): string | null {
  let last = name;
  for (let jumps = 0; jumps <= MOST_JUMPS; jumps++) {
    const alias = answers.find(answer => answer.type === CNAME && answer.owner === last);
    const target = alias && nameAt(message, alias.start)?.name;
    if (target === undefined) break;
    last = target;
    if (last === name) return name;
  }
  return last === name ? null : last;
}

/** The addresses of `name`, through its aliases. */
function addressesOf(message: Buffer, answers: readonly Answer[], name: string, type: number): string[] {
  const names = new Set([name]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const answer of answers) {
      if (answer.type !== CNAME || !names.has(answer.owner)) continue;
      const target = nameAt(message, answer.start)?.name;
      if (target !== undefined && !names.has(target)) grew = !!names.add(target);
    }
  }
  const size = type === TYPES.A ? 4 : 16;
  return answers
    .filter(answer => answer.type === type && answer.length === size && names.has(answer.owner))
    .map(({ start }) =>
      formatAddress({ family: size === 4 ? 4 : 6, bytes: [...message.subarray(start, start + size)] }),
    );
}

const NXDOMAIN = 3;

/** A failure that repeats no question, and has nothing but its code. */
function refusalIn(message: Buffer): Response | undefined {
  const code = message[3]! & 15;
  if (code === 0 || code === NXDOMAIN) return undefined;
  const id = message.readUInt16BE(0);
  return { id, code, truncated: false, question: null, type: 0, addresses: [], alias: null };
}

/** Reads a response; undefined for what is none. Never throws, whatever the bytes. */
export function decodeResponse(message: Buffer): Response | undefined {
  if (message.length < HEADER || (message[2]! & 0x80) === 0) return undefined;
  const questions = message.readUInt16BE(4);
  if (questions === 0) return refusalIn(message);
  if (questions !== 1) return undefined;
  const question = nameAt(message, HEADER);
  if (!question || question.next + 4 > message.length) return undefined;
  const type = message.readUInt16BE(question.next);
  const answers = answersIn(message, question.next + 4, message.readUInt16BE(6));
  return {
    id: message.readUInt16BE(0),
    code: message[3]! & 15,
    truncated: (message[2]! & 2) !== 0,
    question: question.name,
    type,
    addresses: addressesOf(message, answers, question.name, type),
    alias: aliasOf(message, answers, question.name),
  };
}
