/** What netcheck's own signs become where the locale knows ASCII only. */
const signs: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '–': '-',
  '·': '.',
  '…': '...',
  '’': "'",
  '‘': "'",
  '“': "'",
  '”': "'",
  '→': '->',
  '×': 'x',
  '↑': '^',
  '↓': 'v',
  '≤': '<=',
  '≥': '>=',
};

/** Text for a terminal that would garble anything but ASCII: our signs by their like, all else as a question mark. */
export const ascii = (text: string): string =>
  text.replace(/[^\n\r\t\u001b -~]/gu, sign => signs[sign] ?? '?');

/** The locale that the caller set (LC_ALL before LC_CTYPE before LANG) knows no UTF-8. Unset, nothing is known against it. */
export function isAsciiOnly(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return (
    locale !== undefined &&
    locale !== '' &&
    !['UTF-8', 'UTF8'].some(name => locale.toUpperCase().includes(name))
  );
}
