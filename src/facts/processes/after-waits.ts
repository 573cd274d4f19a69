/** What waits for a port by its name: wait-for-it.sh, wait-on, wait_for_db.py. */
const waits = /(?:^|[/_-])wait[-_]?(?:for|on|until)(?![a-z])/;

/** What a command starts when its waits are over, which stands behind `--`; the whole of one that waits for nothing. */
export function afterWaits(command: readonly string[]): readonly string[] {
  let from = 0;
  while (command.slice(from, from + 3).some(word => waits.test(word))) {
    const end = command.indexOf('--', from);
    if (end < 0) return [];
    from = end + 1;
  }
  return command.slice(from);
}
