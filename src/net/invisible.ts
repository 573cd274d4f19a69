/**
 * Characters that a terminal obeys or that nobody sees: controls of C0 and C1 (the tab and the end of a line apart),
 * directional marks, invisible blanks. Global: for replace.
 */
export const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One JSON document and the end of its line, in which no text from elsewhere drives a terminal; JSON has escapes for all of them. */
export const jsonDocument = (value: unknown, indent = 2): string =>
  `${JSON.stringify(value, null, indent).replace(
    invisible,
    each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
