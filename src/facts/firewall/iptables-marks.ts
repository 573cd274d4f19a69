import { argumentOf, type Option } from './iptables-words.js';
import type { Json, Statement } from './types.js';

/** The mark is another one from here on, and which cannot be told. */
export const SOME_MARK: Statement = { mangle: { key: { meta: { key: 'mark' } }, value: null } };

/** MARK and CONNMARK: value and mask as the kernel combines them: (mark & ~mask) ^ value. */
function setMark(key: Json, text: string, combine: 'xor' | 'or'): Statement {
  const [value = '0', mask] = text.split('/');
  if (mask === undefined) return { mangle: { key, value: Number(value) } };
  const cleared = combine === 'xor' ? Number(mask) : (Number(mask) | Number(value)) >>> 0;
  return { mangle: { key, value: { '^': [{ '&': [key, (~cleared & 0xffffffff) >>> 0] }, Number(value)] } } };
}

/** CONNMARK: what the connection keeps of a mark. */
export function connmark(options: readonly Option[]): readonly Statement[] {
  const mark: Json = { meta: { key: 'mark' } };
  const connection: Json = { ct: { key: 'mark' } };
  const names = options.map(option => option.name);
  if (names.includes('--save-mark')) return [{ mangle: { key: connection, value: mark } }];
  if (names.includes('--restore-mark')) return [{ mangle: { key: mark, value: connection } }];
  const set = argumentOf(options, '--set-xmark') ?? argumentOf(options, '--set-mark');
  return set === undefined ? [] : [setMark(connection, set, 'xor')];
}

/** MARK: the packet's own. */
export function mark(options: readonly Option[]): readonly Statement[] {
  const key: Json = { meta: { key: 'mark' } };
  const exact = argumentOf(options, '--set-xmark');
  if (exact !== undefined) return [setMark(key, exact, 'xor')];
  const set = argumentOf(options, '--set-mark');
  return set === undefined ? [{ xt: { type: 'target', name: 'MARK' } }] : [setMark(key, set, 'or')];
}

/** SET: what it writes into an ipset as packets come, or a mark that the set has for the packet, which is not looked up. */
export function ofSet(options: readonly Option[], family: 'ip' | 'ip6'): readonly Statement[] {
  const marks = options.some(option => option.name === '--map-mark');
  return options.flatMap(({ name, values: [set, ends = ''] }) => {
    const op = { '--add-set': 'add', '--del-set': 'delete' }[name];
    const elem: Json = { ipset: { flags: ends.split(','), family } };
    if (op) return [{ set: { op, elem, set: `%${set}` } }];
    return name === '--map-set' && marks ? [SOME_MARK] : [];
  });
}
