import type { FilePart } from './file.js';

/** More ranges than this in one request, and it is answered as a whole (RFC 9110, 14.2 and 17.15). */
const mostRanges = 16;

/**
 * The spans that a Range header asks for, of a representation of `size` bytes, in the order asked and overlapping ones
 * merged. 'whole': the header is no byte range or not worth obeying, and is ignored; 'unsatisfiable': 416.
 * RFC 9110, 14.1.2: an invalid set of ranges is ignored, a last position past the end is cut to it.
 */
export const parseRange = (header: string, size: number): FilePart[] | 'whole' | 'unsatisfiable' => {
  const set = /^bytes=(.*)$/i.exec(header)?.[1];
  if (set === undefined || set.length > 1024) return 'whole';
  const specs = set
    .split(',')
    .map(spec => spec.trim())
    .filter(spec => spec !== '');
  if (specs.length === 0) return 'whole';
  const parts: FilePart[] = [];
  for (const spec of specs) {
    const part = parseSpec(spec, size);
    if (part === 'invalid') return 'whole';
    if (part) parts.push(part);
  }
  if (parts.length === 0) return 'unsatisfiable';
  const merged = merge(parts);
  return merged.length > mostRanges ? 'whole' : merged;
};

const parseSpec = (spec: string, size: number): FilePart | 'invalid' | undefined => {
  const match = /^(\d*)-(\d*)$/.exec(spec);
  if (!match || spec === '-') return 'invalid';
  const [, first, last] = match as unknown as [string, string, string];
  if (first === '') {
    const length = Number(last);
    return length === 0 || size === 0 ? undefined : { start: Math.max(0, size - length), end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'invalid';
  return start >= size ? undefined : { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
};

/** Overlapping spans become one (RFC 9110, 15.3.7.2), so that no byte is sent twice; else the client's order stays. */
const merge = (parts: readonly FilePart[]): FilePart[] => {
  const merged: FilePart[] = [];
  for (const part of parts) {
    let { start, end } = part;
    for (let i = merged.length - 1; i >= 0; i--) {
      const other = merged[i]!;
      if (other.start < end && start < other.end) {
        start = Math.min(start, other.start);
        end = Math.max(end, other.end);
        merged.splice(i, 1);
      }
    }
    merged.push({ start, end });
  }
  return merged;
};
