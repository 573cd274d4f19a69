/** Places of one file that are looked at. */
export const MOST = 50;

/** The places of the braces that are open at a place of a text. */
export function bracesAround(text: string, place: number): readonly number[] {
  const open: number[] = [];
  for (let index = 0; index < place; index += 1) {
    if (text[index] === '{') open.push(index);
    else if (text[index] === '}') open.pop();
  }
  return open;
}

/** The place of the brace that a closing one at a place belongs to; -1 where there is none. */
export function opensAt(text: string, end: number): number {
  let depth = 0;
  for (let index = end; index >= 0; index -= 1) {
    if (text[index] === '}') depth += 1;
    else if (text[index] === '{') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}
