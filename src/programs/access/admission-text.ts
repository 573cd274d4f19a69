/** Without the comments of C, C++ and the shell. A comment that never ends is none: each end is looked for once. */
export function uncommented(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf('/*'); start >= 0; start = text.indexOf('/*', at)) {
    const end = text.indexOf('*/', start + 2);
    if (end < 0) break;
    parts.push(text.slice(at, start));
    at = end + 2;
  }
  return [...parts, text.slice(at)].join('').replace(/(^|[^:"])(?:\/\/|#)[^\n]*/g, '$1');
}
