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
