/** "1 process", "3 processes". */
export const counted = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** With a capital, but for an address or a host name at its start. */
export const begun = (words: string): string =>
  /^[a-z]+(?:-[a-z]+)*(?=[ ,;]|$)/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words;
