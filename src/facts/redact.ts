const hidden = '***';

/** Words in the name of an option, variable, header or setting that say that its value is a secret. */
const secretName =
  /pass(?:word|wd|phrase)?s?(?![a-z])|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|cookie|requirepass|masterauth|(?:^|[-_])auth(?![a-z])|(?:^|[-_])pwd(?![a-z])|dsn$/i;

/** scheme://user:password@host */
const userInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*):([^\s/@]+)@/gi;
const lonelyUserInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:?#]{8,})@/gi;
/** Authorization: Bearer …, Basic … */
const bearer = /\b(Bearer|Basic|Digest|Token)\s+[A-Za-z0-9._~+/=-]{6,}/g;
/** Tokens that are known by their shape: GitHub, Slack, Stripe, AWS, Google, JSON Web Tokens, PEM keys. */
const shapes =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|(?<!-)eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|glpat-[\w-]{16,}|npm_\w{30,})/g;
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** name=value, name: value, "name": "value", name 'value' inside a longer text. */
const assignment =
  /((?:^|[\s"'{,;&?(>-])([\w.-]{0,64}))(["']?\s{0,20}(?:=>|[=:])\s{0,20})("[^"\n]*"|'[^'\n]*'|[^\s"',;&)}]+)/g;
/** 'name', 'value': the arguments of a call, as in set_header("X-Api-Key", "…"). */
const pair = /((["'])([\w-]{1,64})\2\s{0,20},\s{0,20})("[^"\n]*"|'[^'\n]*')/g;
/** What signs a URL for whoever has it: the sig of Azure, the X-Amz-Signature of AWS. */
const signature = /(?:^|[-_])sig(?:nature)?$/i;
/** ?name=value&name=value of a URL. */
const query = /([?&;]([\w.-]{1,64})=)([^\s&;#"'<>]+)/g;
/** A setting of a configuration file that has no sign between name and value: `requirepass secret`. */
const setting = /^([ \t]*(requirepass|masterauth|password|passwd|secret|token|user_pass)\s+)(\S.*)$/gim;

/** `--api-key secret` in the text of a script, a unit or a log. */
const option = /((?:^|[\s"'(=])(--?[a-z][\w-]{0,62})[ \t]+)("[^"\n]*"|'[^'\n]*'|(?![-|&;<>])[^\s"';&|)]+)/gim;
/** Short options of well-known clients, which only their own manuals call passwords. */
const clientOption =
  /(\bcurl\b[^\n]{0,200}?\s-u["']?[^\s:"']{1,64}:|\bsshpass\s+-p\s{0,4}|\bredis-cli\b[^\n]{0,200}?\s-a\s{1,4}|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s-p)("[^"\n]*"|'[^'\n]*'|[^\s"';&|]+)/g;
/** `-u name:password`, `--user name:password`; numbers are a user's and a group's. */
const userOption =
  /((?:^|\s)(?:-u|--(?:proxy-)?user)[ \t=]{1,4}["']?[^\s:"'/]{1,64}:)(?!\d+(?:[\s"']|$))("[^"\n]*"|'[^'\n]*'|[^\s"';&|]+)/g;

/** One text without its secrets. */
export function redactText(text: string): string {
  if (text.length < 4) return text;
  const plain = text
    .replace(pem, hidden)
    .replace(userInfo, `$1$2:${hidden}@`)
    .replace(lonelyUserInfo, `$1${hidden}@`)
    .replace(bearer, `$1 ${hidden}`)
    .replace(shapes, hidden)
    .replace(setting, `$1${hidden}`)
    .replace(option, (whole, before: string, name: string) =>
      secretName.test(name) ? `${before}${hidden}` : whole,
    )
    .replace(clientOption, `$1${hidden}`)
    .replace(userOption, `$1${hidden}`)
    .replace(query, (whole, before: string, name: string) =>
      secretName.test(name) || signature.test(name) ? `${before}${hidden}` : whole,
    )
    .replace(pair, (whole, before: string, _: string, name: string) =>
      secretName.test(name) ? `${before}${hidden}` : whole,
    );
  return withoutAssigned(plain, 3);
}

/** A text without what is assigned to secret names; also where that is itself a value, as in `error: password=…`. */
function withoutAssigned(text: string, depth: number): string {
  return text.replace(assignment, (_, before: string, name: string, sign: string, value: string) => {
    if (secretName.test(name)) return `${before}${sign}${hidden}`;
    return `${before}${sign}${depth > 0 ? withoutAssigned(value, depth - 1) : value}`;
  });
}

/** The option by which a well-known client is given its password: `sshpass -p secret`, `mysql -psecret`. */
const passwordOptions = [
  { client: /(?:^|\/)sshpass$/, option: '-p', apart: true },
  { client: /(?:^|\/)redis-cli$/, option: '-a', apart: true },
  { client: /(?:^|\/)(?:mysql|mysqldump|mysqladmin|mariadb)$/, option: '-p', apart: false },
];

/** An argument vector without its secrets: `--password x`, `--token=x`, `-u name:x`, and what any text hides. */
function redactWords(words: readonly unknown[]): unknown[] {
  const own = passwordOptions.find(({ client }) => typeof words[0] === 'string' && client.test(words[0]));
  let next = false;
  let user = false;
  return words.map(word => {
    if (typeof word !== 'string') return redact(word);
    if (next) {
      next = false;
      if (!word.startsWith('-')) return hidden;
    }
    const named = user ? /^([^\s:/]+:)(?!\d+$)./.exec(word)?.[1] : undefined;
    user = /^(?:-u|--(?:proxy-)?user)$/.test(word);
    if (named) return `${named}${hidden}`;
    if (own && word.startsWith(own.option) && word.length > 2) return `${own.option}${hidden}`;
    next =
      (own?.apart === true && word === own.option) ||
      (/^--?[a-z]/i.test(word) && !word.includes('=') && secretName.test(word));
    return redactText(word);
  });
}

/** Any plain data without the secrets in its texts; keys that name a secret lose their value. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return redactWords(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      secretName.test(key) && typeof each === 'string' && each !== '' ? hidden : redact(each),
    ]),
  );
}
