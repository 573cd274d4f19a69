/** What stands where a secret was. */
export const hidden = '***';

/** Words in the name of an option, variable, header or setting that say that its value is a secret. */
const secretName =
  /pass(?:word|wd|phrase|code)?s?(?![a-z])|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|credential|authorization|cookie|requirepass|masterauth|(?:^|[-_])(?:proxy|basic|http)?auth(?![a-z])|(?:^|[-_.])(?:pwd?|jwt|otp|pin|psk|salt|creds?)(?![a-z])|bearer$|dsn$|(?:^|_)default_pw$/i;
/** STRIPE_KEY, --signing-key, AccountKey: a secret, where the value is not the name of a file that holds one. */
const keyName = /(?:^|[-_.a-z])key$/i;
const fileName = /^["']?(?:[./~$]|[\w-]{1,64}[./])/;

/** Whether what is said under this name is a secret. */
const isSecret = (name: string, value: string): boolean =>
  secretName.test(name) || (keyName.test(name) && !fileName.test(value));

/** scheme://user:password@host */
const userInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*):([^\s/]+)@/gi;
/** user:password@host without a scheme; digits would be a port. */
const bareUserInfo = /((?:^|[\s"'=(/])[\w.+-]{1,64}):(?!\d{1,5}@)([^\s:@/"'*]{1,128})@(?=[\w[])/g;
const lonelyUserInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:?#]{8,})@/gi;
/** Authorization: Bearer …, Basic … A challenge (RFC 9110) asks for such a secret and holds none: Basic realm="…". */
const bearer = /\b(Bearer|Basic|Digest|Token)\s+(?![a-z_-]{1,20}=["a-z])[A-Za-z0-9._~+/=-]{6,}/g;
/** URLs that are a secret themselves: whoever has one may post. */
const webhook = /(\bhttps:\/\/(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]+/g;
/** Tokens that are known by their shape: GitHub, Slack, Stripe, OpenAI, AWS, Google, Docker, Vault, JSON Web Tokens. */
const shapes =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|(?:github|dckr)_pat_[\w-]{16,}|(?:xox[abprs]|xapp)-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|whsec_\w{16,}|(?<!-)sk-(?=[\w-]*[A-Z\d])[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|(?<!-)eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|gl(?:pat|rt|dt|ptt)-[\w-]{16,}|npm_\w{30,}|hf_[A-Za-z0-9]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|do[opr]_v1_\w{32,}|shp(?:at|ca|pa|ss)_\w{20,}|tskey-[\w-]{16,}|hv[sb]\.[\w-]{16,}|pypi-AgE[\w-]{16,})/g;
/** Passwords as crypt(5) and htpasswd keep them, which can be guessed at leisure. */
const hashes =
  /\$(?:(?:1|apr1)\$[\w./]{1,8}\$[\w./]{22}|[56y]\$[\w./$=]{40,}|2[abxy]\$\d\d\$[\w./]{22,}|argon2\w{1,2}\$[\w./$,=+]{20,})/g;
/** A browser's cookies are its sessions, whatever they are called. */
const cookies = /((?<![-\w])cookie["']?:\s{0,4})[^\n"']+/gi;
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** name=value, name: value, "name": "value", name 'value' inside a longer text, also where its line ends are written out as \n. */
const assignment =
  /((?:^|[\s"'{,;&?(>[\\-])([\w.-]{0,64}))(\\{0,3}["']?\]?\s{0,20}(?:=>|[=:])\s{0,20})([bru]{0,2}(?:"[^"\n]*"|'[^'\n]*')|\\{1,3}["'][^"'\\\n]*|(?:[\w.]{1,64}\([^\n]{0,200}\)|\[[^\]\n]{0,200}\])[^\s"',;&)}]*|[^\s"',;&)}]+(?:(?<==)"[^"\n]*"|(?<==)'[^'\n]*')?(?:\s{0,4}(?:\|\||\?\?)\s{0,4}(?:"[^"\n]*"|'[^'\n]*'))?)/g;
/** Directives that hand a variable or a header on: fastcgi_param DB_PASSWORD secret; */
const directive =
  /^([ \t]*(?:(?:fastcgi|uwsgi|scgi)_param|proxy_set_header|add_header|passenger_env_var|SetEnv|RequestHeader[ \t]{1,4}set|env|ENV)[ \t]{1,20}([\w-]{1,64})[ \t]{1,20})("[^"\n]*"|'[^'\n]*'|[^\s;]+)/gm;
/** <password>secret</password> */
const element = /(<([\w.:-]{1,64})>)([^<>\n]{1,500})(?=<\/)/g;
/** The passwords of a user in Redis's lists (ACL): user default on >secret ~* */
const aclUser = /^([ \t]*user[ \t]+\S[^\n]*?[ \t]>)\S+/gm;
/** 'name', 'value': the arguments of a call, as in set_header("X-Api-Key", "…"). */
const pair = /((["'])([\w-]{1,64})\2\s{0,20},\s{0,20})("[^"\n]*"|'[^'\n]*')/g;
/** What signs a URL for whoever has it: the sig of Azure, the X-Amz-Signature of AWS. */
const signature = /(?:^|[-_])sig(?:nature)?$/i;
/** ?name=value&name=value of a URL. */
const query = /([?&;]([\w.-]{1,64})=)([^\s&;#"'<>]+)/g;
const queryName = /^(?:key|code|ticket|sid|session(?:[-_]?id)?)$/i;
/** A setting of a configuration file that has no sign between name and value: `requirepass secret`. */
const setting = /^([ \t]*(requirepass|masterauth|password|passwd|secret|token|user_pass)\s+)(\S.*)$/gim;

/** `--api-key secret` in the text of a script, a unit or a log, or as npm hands it to a shell: `'--api-key' 'secret'`. */
const option =
  /((?:^|[\s"'(=])(--?[a-z][\w-]{0,62})["']?[ \t]+)("[^"\n]*"|'[^'\n]*'|(?![-|&;<>])[^\s"';&|)]+)/gim;
/** Short options of well-known clients, which only their own manuals call passwords. */
const clientOption =
  /(\bidentified\s+by\s+|\btemporary\s+password\s[^\n:]{0,80}:\s{1,4}|\bcurl\b[^\n]{0,200}?\s-u["']?[^\s:"']{1,64}:|\bsshpass\s+-p\s{0,4}|\bredis-cli\b[^\n]{0,200}?\s-a\s{1,4}|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s-p)("[^"\n]*"|'[^'\n]*'|[^\s"';&|]+)/gi;
/** `-u name:password`, `--user name:password`; numbers are a user's and a group's. */
const userOption =
  /((?:^|\s)(?:-u|--(?:(?:proxy-)?user|login|basic))[ \t=]{1,4}["']?[^\s:"'/]{1,64}:)(?!\d+(?:[\s"']|$))("[^"\n]*"|'[^'\n]*'|[^\s"';&|]+)/g;

/** What a pattern found, with the value hidden where its name says so. */
const hideNamed = (whole: string, before: string, name: string, value: string): string =>
  isSecret(name, value) ? `${before}${hidden}` : whole;

/** One text without its secrets. */
export function redactText(text: string): string {
  if (text.length < 4) return text;
  const plain = text
    .replace(pem, hidden)
    .replace(userInfo, `$1$2:${hidden}@`)
    .replace(lonelyUserInfo, `$1${hidden}@`)
    .replace(bareUserInfo, `$1:${hidden}@`)
    .replace(webhook, `$1${hidden}`)
    .replace(aclUser, `$1${hidden}`)
    .replace(bearer, `$1 ${hidden}`)
    .replace(shapes, hidden)
    .replace(hashes, hidden)
    .replace(cookies, `$1${hidden}`)
    .replace(setting, `$1${hidden}`)
    .replace(directive, hideNamed)
    .replace(element, hideNamed)
    .replace(option, hideNamed)
    .replace(clientOption, `$1${hidden}`)
    .replace(userOption, `$1${hidden}`)
    .replace(query, (whole, before: string, name: string, value: string) =>
      signature.test(name) || queryName.test(name)
        ? `${before}${hidden}`
        : hideNamed(whole, before, name, value),
    )
    .replace(pair, (whole, before: string, _: string, name: string, value: string) =>
      hideNamed(whole, before, name, value),
    );
  return withoutAssigned(plain, 3);
}

/** A text without what is assigned to secret names; also where that is itself a value, as in `error: password=…`. */
function withoutAssigned(text: string, depth: number): string {
  return text.replace(assignment, (_, before: string, name: string, sign: string, value: string) => {
    if (isSecret(name, value)) return `${before}${sign}${hidden}`;
    return `${before}${sign}${depth > 0 ? withoutAssigned(value, depth - 1) : value}`;
  });
}

/** The option by which a well-known client is given its password: `sshpass -p secret`, `mysql -psecret`. */
const passwordOptions = [
  { client: /(?:^|\/)(?:ttyd|gotty)$/, option: '-c', apart: true },
  {
    client: /(?:^|\/)(?:ss-(?:server|local|redir|tunnel|manager)|ssserver|sslocal)$/,
    option: '-k',
    apart: true,
  },
  { client: /(?:^|\/)frp[cs]$/, option: '-t', apart: true },
  { client: /(?:^|\/)(?:dufs|miniserve)$/, option: '-a', apart: true },
  { client: /(?:^|\/)redis-server$/, option: '>', apart: false },
  { client: /(?:^|\/)(?:mongo|mongosh|xmrig)$/, option: '-p', apart: true },
  { client: /(?:^|\/)sshpass$/, option: '-p', apart: true },
  { client: /(?:^|\/)redis-cli$/, option: '-a', apart: true },
  { client: /(?:^|\/)(?:mysql|mysqldump|mysqladmin|mariadb)$/, option: '-p', apart: false },
];

/** An argument vector without its secrets: `--password x`, `--token=x`, `-u name:x`, and what any text hides. */
function redactWords(words: readonly unknown[]): unknown[] {
  const own = passwordOptions.find(({ client }) => typeof words[0] === 'string' && client.test(words[0]));
  let next = false;
  let user = false;
  return words.map((word, at) => {
    if (typeof word !== 'string') return redact(word);
    if (next) {
      next = false;
      if (!word.startsWith('-')) return hidden;
    }
    const named = user ? /^([^\s:/]+:)(?!\d+$)./.exec(word)?.[1] : undefined;
    user = /^(?:-u|--(?:(?:proxy-)?user|login|basic))$/.test(word);
    if (named) return `${named}${hidden}`;
    if (own && word.startsWith(own.option) && word.length > 2) return `${own.option}${hidden}`;
    next =
      (own?.apart === true && word === own.option) ||
      /^(?:password|passwd|authtoken)$/i.test(word) ||
      (/^--?[a-z]/i.test(word) && !word.includes('=') && isSecret(word, String(words[at + 1])));
    return redactText(word);
  });
}

/** The shell's own variables are named as passwords are abbreviated. */
const isDirectory = (key: string, value: string): boolean => /^(OLD)?PWD$/.test(key) && value.startsWith('/');

/** Any plain data without the secrets in its texts; keys that name a secret lose their value. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return redactWords(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'string' && each !== '' && secretName.test(key) && !isDirectory(key, each)
        ? hidden
        : redact(each),
    ]),
  );
}
