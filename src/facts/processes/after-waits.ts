/** What waits for a port by its name: wait-for-it.sh, wait-on, wait_for_db.py. */
const waits = /(?:^|[/_-])wait[-_]?(?:for|on|until)(?![a-z])/;

/** The words of a title that stands in for a command, with its options: Angular calls itself "ng serve --port 4300". */
const words = ([title = '', ...more]: readonly string[]): readonly string[] =>
  /^[\w./@-]+ .*(?<= )--?[a-z]/.test(title) && more.every(word => word === '')
    ? title.trim().split(/ +/)
    : [title, ...more];

/** What a command starts when its waits are over, which stands behind `--`; the whole of one that waits for nothing. */
export function afterWaits(line: readonly string[]): readonly string[] {
  const command = words(line);
  let from = 0;
  while (command.slice(from, from + 3).some(word => waits.test(word))) {
    const end = command.indexOf('--', from);
    if (end < 0) return [];
    from = end + 1;
  }
  return command.slice(from);
}
