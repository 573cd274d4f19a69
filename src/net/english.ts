/** "1 process", "3 processes". */
export const counted = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
