import { dialled, portSaid } from '../../facts/logs/port-said.js';
import { quoted } from '../../programs/shell.js';

/** What to do about the last word of a server, by the names and places in it. */
type Remedy = readonly [word: RegExp, advice: (...groups: readonly string[]) => string];

const unpacked = (name: string): string =>
  `${name} is not installed where it looks for it: for a project of Node, npm install (yarn install, pnpm install) in the folder of its package.json fetches the packages that are listed there.`;

const remedies: readonly Remedy[] = [
  // A path is a file of its own; node:… and #… are no packages.
  [/Cannot find (?:module|package) '((?:@[\w.-]+\/)?[a-z\d][\w.-]*)(?:\/[^']*)?'/, unpacked],
  // npm and yarn run scripts by sh, with the programs of node_modules on their path.
  [/^sh: (?:\d+: |line \d+: )?([\w@.-]+): (?:command )?not found/, unpacked],
  [
    /: ([\w.-]+): command not found|failed to run command '([\w.-]+)'/,
    (first, second) =>
      `${first || second} is not on the path of the shell that was to start it: if it belongs to a virtual environment, activate that first (. venv/bin/activate).`,
  ],
  [
    /No module named '?SimpleHTTPServer/,
    () => 'That was its name in Python 2; in Python 3 it is http.server:\n  python3 -m http.server 8000',
  ],
  [
    /\bno such table: |\brelation "[^"]+" does not exist|\bTable '(?!mysql\.)[^']+' doesn't exist/,
    () =>
      "Its database lacks a table, which the project's migrations make: python manage.py migrate (Django), flask db upgrade, alembic upgrade head, npx prisma migrate deploy, bin/rails db:migrate.",
  ],
  [
    /__call__\(\) missing 1 required positional argument: 'start_response'/,
    () =>
      "That is an application for WSGI (Flask, Django's wsgi.py) in a server for ASGI: gunicorn runs it without -k uvicorn.workers.UvicornWorker, and Uvicorn by --interface wsgi.",
  ],
  [
    /__call__\(\) missing 1 required positional argument: 'send'/,
    () =>
      "That is an application for ASGI (FastAPI, Starlette, Django's asgi.py) in a server for WSGI: run it by Uvicorn, or by gunicorn -k uvicorn.workers.UvicornWorker.",
  ],
  [
    /\b((?:create|make|get)_app)\(\) (?:takes \d positional arguments? but|missing \d required positional)/,
    name =>
      `${name} makes the application, and is none itself: gunicorn takes 'module:${name}()', Uvicorn --factory module:${name}.`,
  ],
  [
    /No module named '?([\w.]+)|(Couldn't import Django)/,
    () =>
      "Start it with the Python of its project's environment (. venv/bin/activate first), or let that have what it lacks (pip install -r requirements.txt). A module of the project itself is found from the project's folder.",
  ],
  [
    /Could not find a production build/,
    () => 'npm run build, in its folder, makes the build that npm start serves; npm run dev needs none.',
  ],
  [
    /System limit for number of file watchers|EMFILE: too many open files, watch/,
    () =>
      'It watches the files of its project, and of such watches the kernel gives each user only so many. More of them, until the next reboot (in a container, on its host):\n  sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024',
  ],
  [
    /JavaScript heap out of memory/,
    () =>
      'It used all the memory that Node allows a program. NODE_OPTIONS=--max-old-space-size=4096 before its command allows 4 GB; what it never lets go of takes that too.',
  ],
  [
    /A server is already running[^/]*(\/.+\.pid)/,
    file =>
      `It takes that file's word for it. Where no such server runs, one that was killed left it behind:\n  rm ${quoted(file)}`,
  ],
  [
    /require is not defined in ES module scope/,
    () =>
      '"type": "module" in package.json makes each .js file a module, which has import instead of require(): take that line out, or call the file .cjs.',
  ],
  [
    /Cannot use import statement outside a module/,
    () => 'import needs "type": "module" in package.json, or a file that is called .mjs.',
  ],
  [
    /digital envelope routines::unsupported|ERR_OSSL_EVP_UNSUPPORTED/,
    () =>
      'Its build tool (webpack 4) is older than OpenSSL 3, which Node has since version 17. Update it; until then, start it with NODE_OPTIONS=--openssl-legacy-provider.',
  ],
  [
    /EACCES: permission denied, (?:rmdir|unlink|mkdir|scandir|rename|copyfile|open) '([^']+)'/,
    path =>
      `It may not change that file, which is another user's, as after a start with sudo. This shows whose:\n  ls -ld ${quoted(path)}`,
  ],
  [
    /\bvendor\/autoload\.php\b/,
    () => 'composer install, in the folder of its composer.json, fetches the packages that are listed there.',
  ],
  [
    /UnsupportedClassVersionError|compiled by a more recent version of the Java Runtime/,
    () => 'It was built for a newer Java than the one that starts it: java -version tells which that is.',
  ],
  [/Missing script: "?([\w:.-]+)/, () => 'npm run, in its folder, lists the scripts that there are.'],
  [
    /Cannot find module '\/|can't open file|Unable to access jarfile|go\.mod file not found|enoent .*package\.json|Could not (?:locate a Flask|import module)|Failed to find Flask application|Failed to lookup view/i,
    () => 'It looks for that in the folder where it is started: start it in the folder of its project.',
  ],
  [
    /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)|could not translate host name "([\w.-]+)"/,
    (first, second) => `It asks for a name that is not found here:\n  netcheck why ${first || second}`,
  ],
];

/** The server that it could not connect to, as a target. */
function wayTo(line: string): string | undefined {
  const port = dialled.test(line) && /refused/i.test(line) ? portSaid(line, true) : null;
  if (port === null) return undefined;
  const [host] = /\b(?:\d{1,3}(?:\.\d{1,3}){3}|localhost)\b/.exec(line) ?? [];
  return quoted(host ? `${host}:${port}` : `${port}`);
}

/** A sentence or two for whoever reads the last word for the first time; undefined where it tells no more than it says. */
export function remedyFor(line: string): string | undefined {
  const server = wayTo(line);
  if (server)
    return `It needs another server, which refused the connection: start that one first.\n  netcheck why ${server}`;
  for (const [word, advice] of remedies) {
    const found = word.exec(line);
    if (found) return advice(...found.slice(1).map(each => each ?? ''));
  }
  return undefined;
}
