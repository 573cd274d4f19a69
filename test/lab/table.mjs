import { isRight } from './judge.mjs';

const count = (rows, test) => rows.filter(test).length;
const of = (rows, test) => `${count(rows, test)}/${rows.length}`;

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What is wrong with one answer, in a few words. */
function faults(row) {
  return [
    row.error,
    !row.avoided && `named one of ${row.never}`,
    !row.second && `second fault missing: ${row.also}`,
    !row.worded && `words missing: ${row.says}`,
    row.fixed === false && 'fix does not work',
  ].filter(Boolean);
}

function line(row) {
  if (row.bad) return `BAD   ${row.case}: ${row.bad}`;
  const wanted = row.healthy ? row.verdict && (row.expect.join('|') || 'nothing') : row.expect.join('|');
  const got = `${row.verdict} ${row.codes.slice(0, 4).join(',') || 'nothing'}`;
  const notes = faults(row).join('; ');
  return `${isRight(row) ? 'ok   ' : 'MISS '} ${row.case.padEnd(46)} want ${String(wanted).padEnd(30)} got ${got} ${row.seconds.toFixed(2)}s ${notes}`.trimEnd();
}

function totals(rows) {
  const good = rows.filter(row => !row.bad);
  const broken = good.filter(row => !row.healthy);
  const seconds = good.map(row => row.seconds);
  return {
    broken,
    healthy: good.filter(row => row.healthy),
    fixable: broken.filter(row => row.fixed !== null),
    median: median(seconds),
    longest: Math.max(0, ...seconds),
    bad: count(rows, row => row.bad),
  };
}

/** A line for each case, those that are wrong last, and the sums. */
export function asText(rows) {
  const { broken, healthy, fixable, median: middle, longest, bad } = totals(rows);
  return [
    ...rows.filter(isRight).map(line),
    ...rows.filter(row => !isRight(row)).map(line),
    '',
    `cause named first ${of(broken, row => row.first)}   named at all ${of(broken, row => row.named)}   false alarms ${of(healthy, row => !row.first)}   ` +
      `fixes that work ${of(fixable, row => row.fixed)}   bad cases ${bad}   median ${middle.toFixed(2)} s, longest ${longest.toFixed(2)} s`,
  ].join('\n');
}

/** The sums by layer, for the README. */
export function asMarkdown(rows) {
  const layers = [...new Set(rows.map(row => row.layer))];
  const tableRow = (name, some) => {
    const { broken, healthy, fixable, median: middle, bad } = totals(some);
    const cell = (list, test) => (list.length ? of(list, test) : '');
    return `| ${name} | ${cell(broken, row => row.first)} | ${cell(broken, row => row.named)} | ${cell(healthy, row => !row.first)} | ${cell(fixable, row => row.fixed)} | ${middle.toFixed(2)} |${bad ? ` ${bad} bad cases` : ''}`;
  };
  return [
    '| machines | cause named first | named at all | false alarms | fixes that work | seconds (median) |',
    '|---|---|---|---|---|---|',
    ...layers.map(layer =>
      tableRow(
        layer,
        rows.filter(row => row.layer === layer),
      ),
    ),
    tableRow('**all**', rows),
  ].join('\n');
}

/** Which cases are proved: broken as they say, and whole when the cause is taken away. */
export function provenText(rows) {
  const say = row => {
    if (row.bad) return `BAD         ${row.case}: ${row.bad}`;
    if (row.healthy) return `healthy     ${row.case}`;
    if (row.healed === null) return `NO HEAL     ${row.case}`;
    return row.healed === '0' ? `proved      ${row.case}` : `NOT HEALED  ${row.case}`;
  };
  return [...rows.map(say), '', `${of(rows, isRight)} cases proved`].join('\n');
}
