import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const keys = ['ask', 'expect', 'also', 'never', 'says', 'verdict', 'fix', 'user', 'twin', 'source'];
const words = text => (text ? text.split('|').map(word => word.trim()) : []);

/** What a case's head says: `# key: value` lines, and the sentences above them. */
export function read(file) {
  const head = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('# '));
  const about = head
    .filter(line => !keys.some(key => line.startsWith(`# ${key}: `)))
    .map(line => line.slice(2));
  const found = keys.flatMap(key => {
    const line = head.find(text => text.startsWith(`# ${key}: `));
    return line ? [[key, line.slice(key.length + 4)]] : [];
  });
  return { about: about.join(' '), ...Object.fromEntries(found) };
}

const textOf = (folder, name) =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
const statusOf = (folder, name) => textOf(folder, `${name}.status`).trim();
const lastLine = text => text.trim().split('\n').at(-1) ?? '';

/** Why a case shows nothing: its machine could not be set up, or the symptom is not what it says. */
function badCase(head, healthy, folder) {
  if (statusOf(folder, 'setup') || !statusOf(folder, 'before'))
    return `set-up failed: ${lastLine(textOf(folder, 'setup.txt')) || lastLine(textOf(folder, 'stage.txt'))}`;
  const works = statusOf(folder, 'before') === '0';
  if (healthy && !works)
    return `the healthy machine does not work: ${lastLine(textOf(folder, 'before.txt'))}`;
  if (!healthy && works) return 'the symptom is not there';
  return head.ask === undefined ? 'nothing is asked' : null;
}

function diagnosis(folder) {
  try {
    const parsed = JSON.parse(textOf(folder, 'why.json'));
    return Array.isArray(parsed) ? parsed[0] : parsed;
  } catch {
    return null;
  }
}

/** What netcheck said, held against what the case is. */
function judgeAnswer(row, head, folder) {
  const why = diagnosis(folder);
  const codes = (why?.causes ?? []).map(({ code }) => code);
  const errors = (why?.causes ?? []).filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const said = textOf(folder, 'why.txt').toLowerCase();
  const isNamed = code => codes.includes(code);
  const answer = {
    verdict: why?.verdict ?? null,
    codes,
    seconds: Number(textOf(folder, 'why.microseconds')) / 1e6,
    error: why ? null : lastLine(textOf(folder, 'why.errors')) || 'no diagnosis',
    avoided: !words(head.never).some(isNamed),
    second: words(head.also).every(isNamed),
    worded: words(head.says).every(word => said.includes(word.toLowerCase())),
  };
  if (row.healthy) {
    const warned = row.expect.length === 0 || row.expect.some(isNamed);
    const clean = why !== null && errors.length === 0 && answer.verdict === (head.verdict ?? 'reachable');
    return { ...answer, first: clean && warned, named: clean && warned, fixed: null };
  }
  // What cannot be seen must not be guessed: `expect: nothing` of a broken machine.
  const silent =
    why !== null && row.expect[0] === 'nothing' && errors.length === 0 && answer.verdict === head.verdict;
  if (silent) return { ...answer, first: true, named: true, fixed: null };
  return {
    ...answer,
    first: row.expect.includes(codes[0]) && (!head.verdict || head.verdict === answer.verdict),
    named: row.expect.some(isNamed),
    fixed: head.fix ? statusOf(folder, 'after') === '0' : null,
  };
}

/** One row of the table. A case in `healthy/` has no cause; elsewhere its path begins with the code of its cause. */
export function judge(name, head, folder, mode) {
  const [layer, file] = name.split('/');
  const healthy = layer === 'healthy';
  const own = healthy || layer === 'pairs' ? [] : [`${layer}/${file.split('.')[0]}`];
  const row = { case: name, layer, healthy, ...head, expect: head.expect ? words(head.expect) : own };
  const bad = badCase(head, healthy, folder);
  if (bad) return { ...row, bad };
  if (mode === 'prove') return { ...row, healed: statusOf(folder, 'healed') || null };
  return { ...row, ...judgeAnswer(row, head, folder) };
}

/** Whether a row is as it should be. */
export function isRight(row) {
  if (row.bad) return false;
  if ('healed' in row) return row.healthy || row.healed === '0';
  return row.first && row.avoided && row.second && row.worded && row.fixed !== false;
}
