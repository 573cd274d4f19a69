/** Addresses of dynamic symbols in an executable, and whether they are relative to where it is loaded (PIE). */
export interface Symbols {
  readonly addresses: Readonly<Record<string, bigint>>;
  readonly relocatable: boolean;
}

type ReadAt = (position: number, length: number) => Buffer;

const DYNSYM = 11;
const LARGEST = 4 * 1024 * 1024;
/** More than the names that are looked for have. */
const LONGEST_NAME = 64;

/** Finds dynamic symbols of a little-endian 64-bit ELF file (elf(5)); empty for any other file. Throws on a broken one. */
export function symbolsIn(read: ReadAt, names: readonly string[]): Symbols {
  const header = read(0, 64);
  const isElf64 = header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
  if (!isElf64) return { addresses: {}, relocatable: false };
  const relocatable = header.readUInt16LE(16) === 3;
  const size = header.readUInt16LE(58);
  const count = header.readUInt16LE(60);
  const sections = read(Number(header.readBigUInt64LE(40)), size * count);
  const section = (index: number) => {
    const at = index * size;
    return {
      type: sections.readUInt32LE(at + 4),
      offset: Number(sections.readBigUInt64LE(at + 24)),
      length: Math.min(Number(sections.readBigUInt64LE(at + 32)), LARGEST),
      link: sections.readUInt32LE(at + 40),
    };
  };
  const index = Array.from({ length: count }, (_, at) => at).find(at => section(at).type === DYNSYM);
  if (index === undefined) return { addresses: {}, relocatable };
  const { offset, length, link } = section(index);
  const strings = section(link);
  const table = read(offset, length);
  const text = read(strings.offset, strings.length);
  const addresses: Record<string, bigint> = {};
  for (let at = 0; at + 24 <= table.length; at += 24) {
    const from = table.readUInt32LE(at);
    const [name = ''] = text.toString('latin1', from, from + LONGEST_NAME).split('\0', 1);
    if (names.includes(name)) addresses[name] = table.readBigUInt64LE(at + 8);
  }
  return { addresses, relocatable };
}
