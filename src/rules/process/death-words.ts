import { withoutStamp } from '../../facts/logs/line-date.js';
import { isPassing, withoutOutlived } from './lived-through.js';
import { wordAt } from './word-at.js';

/** A shell, or a program that runs another in its place, by whose name a line begins: "bash: line 1: ", "./run.sh: line 3: ", "run.sh: 3: ". */
const runner = String.raw`^(?:(?:\S*\/)?-?(?:ba|da|z|k|a|fi)?sh|nohup|(?:\S*\/)?env|setsid|sudo|timeout|nice|stdbuf|\S+: (?:line )?\d+(?=:))\b.*: `;

/** Lines by which runtimes, frameworks and programs say why they end. They stand for themselves at a line's beginning. */
const reasons: readonly RegExp[] = [
  // Any runtime: "ValueError: …", "TypeError [ERR_INVALID_ARG_TYPE]: …", "[Error: ENOENT …", "Uncaught Error: …", Mosquitto's "1795000000: Error: …"
  /^(?:Uncaught |Caused by: |\[|\d{10}: )?(?:[\w.]+\.)?\w*(?:Error|Exception|Exit|Interrupt)\b(?: \[\w+\])?(?:[:;]|$)/,
  // Shells
  new RegExp(
    `${runner}(?:command not found|not found|No such file or directory|Permission denied|Exec format error|cannot execute\\b.*|bad interpreter.*)$`,
    'i',
  ),
  /^zsh: (?:command not found|no such file or directory|permission denied): /,
  /^exec \S+: (?:no such file or directory|exec format error|permission denied)$/,
  /: line \d+: (?:syntax error near|unexpected EOF while|\w+: unbound variable)|: \d+: (?:\S+: )?(?:Syntax error: |\w+: parameter not set$)/,
  // The kernel and the C library
  /cannot open shared object/,
  /: version `\w+_[\d.]+' not found/,
  /^terminate called|^(?:malloc|free|realloc)\(\): |^double free|^\*\*\* stack smashing|: Assertion `.*' failed\.$|^==\d+==ERROR: /,
  // Python
  /^\S*(?:python|pypy)[\d.]*t?: (?:No module named|can't (?:open file|find '__main__')|Error while finding)/,
  /^[\w.-]+: error: (?:No application module specified|unable to import |argument |the following arguments|unrecognized arguments|invalid choice)/,
  /^(?:ERROR:\s+)?Error loading ASGI app|^ERROR: +\[Errno -\d\] |must pass the application as an import string|^There was an exception \(\w+\) importing your module\.$/,
  /^Failed to (?:find|parse) (?:attribute|application)/,
  /^unable to (?:load configuration|find "\w+" callable in )|^failed to open python file/,
  /^uwsgi\S*: (?:unrecognized option|option .* (?:is ambiguous|requires an argument))|^realpath\(\) of .* failed|^The -s\/--socket option is missing/,
  /^Listen queue size is greater than the system max |could not be started because no available port|\bCRITICAL\/MainProcess\] Unrecoverable error/,
  /^Jupyter command .* not found|is not a Jupyter command$/,
  /^Command not found: /,
  // Node, Deno, Bun, TypeScript
  /^\[UnhandledPromiseRejection|^(?:\S*\/)?node: bad option/,
  /^(?:npm (?:ERR!|error)|error|\s*ERR_PNPM_\w+)\s+(?:Missing script|Command ".*" not found|could not determine executable|code E(?:NOENT|ACCES|JSONPARSE))/i,
  /^npm (?:ERR!|error) enoent (?:Could not|ENOENT)|^\s*ERR_PNPM_NO_\w+/,
  /Node\.js version .* is required\.?$|requires Node\.js version|^error: Your Node version|The engine "node" is incompatible/,
  /^Could not find a production build|^The command "\S+" does not exist\.|^error: (?:Failed to spawn|No virtual environment)/,
  /^error: (?:Module not found|Uncaught|Cannot find|Script not found)/,
  /^\S+\(\d+,\d+\): error TS\d+/,
  /^(?:\[vite\] )?failed to load config from|^> Couldn't find any `pages`|^\[[\w-]+\] (?:\w*Error: |Invalid configuration)/,
  // Ruby names the class of what nobody caught, which need not be called an error: "app.rb:1:in `read': … (Errno::ENOENT)"
  /^\S+:\d+:in [`'].*': .*\((?:[A-Z]\w*::)*[A-Z]\w*\)$/,
  /^\S+:\d+:.*\((?:\w+::)*\w*(?:Error|Exception)\)$|^ruby: .*\(LoadError\)$/,
  /^bundler: |^Could not (?:find gem|locate Gemfile)|^! Unable to load application|^configuration \S+ not found$|^A server is already running/,
  /^(?:\w+::)+\w+: |^Migrations are pending|`block .*\((?:Argument|Runtime|Load|Name)Error\)$|^Missing `secret_key_base`|^Rails Error: /,
  /^Could not find \S+ in (?:any of the sources|locally installed gems)|^Your Ruby version is |\(Bundler::\w+\)$/,
  // Java
  // Minecraft's first start
  /\bYou need to agree to the EULA in order to run the server\b/,
  /^no main manifest attribute|^Unrecognized (?:VM )?option|^Could not reserve enough space|^Exception in thread/,
  /^Neither the JAVA_HOME|\bSEVERE\b.*\b(?:Failed|Error|Exception)\b/,
  // PHP
  /^Could not open input file: |^Directory .* does not exist\.$|^(?:PHP (?:Fatal|Parse)|Parse) error: /,
  // Go, Rust, .NET, Perl, Elixir, Lua
  /^panic: |^\S+\.go:\d+:\d+: |^go: (?:go\.mod|cannot|no )|^flag (?:provided but not defined|needs an argument): /,
  /^thread '.*' (?:\(\d+\) )?(?:panicked|has overflowed)|^error(?:\[E\d+\])?: (?:could not compile|cannot find|no bin target|unexpected argument|the following required|invalid value)/,
  /^Unhandled\b|^A fatal error occurred|^You must install or update \.NET|^Couldn't find a project to run/,
  /^Can't (?:locate \S+ in @INC|open perl script)|^Error while loading \S+\.psgi: |^syntax error at \S+ line \d+|^Global symbol |^Undefined subroutine &/,
  /^\*\* \((?:\w|\.)+\) |^Kernel pid terminated|^lua(?:jit|[\d.]+)?: \S+:\d+: /,
  // Loggers that have a level for what ends a program: logrus, zap, zerolog, slog, klog, Serilog, Python's logging. FTL is Pi-hole's name server too
  /\blevel=(?:fatal|panic|FATAL)\b|"(?:level|severity)":\s?"(?:fatal|panic|critical|FATAL|CRITICAL)"|^F\d{4} \d\d:\d\d:\d\d|^[[\d][^A-SU-Y]{0,40}(?:[\dZ] |[AP]M |\[)FTL[\] ]|^CRITICAL:|\[CRITICAL\] An exception occurred during server startup/,
  // Who may not be root, runs already by its PID file, or lacks what the kernel should allow
  /\b(?:can't|can ?not|not|to) run(?:ning)? \S* ?as root\b|^Running as root without |^"root" execution of|Running as root is not recommended/i,
  /\bappears to still be running with PID|^Another twistd server is running|^bootstrap check failure \[1\]/,
  // Command lines that are not understood, and processes that cannot be had
  /^error: (?:unknown option|unknown command|missing required argument|option '.*' argument missing)/,
  /^supervisor: couldn't |\bpthread_create(?: failed\b|: )|^Failed to execute |^exec: "\S+": executable file not found|^make: \*\*\* No rule /,
  // sshd and the server of NATS name the file, with its line
  /^\S+ line \d+: (?:Directive '|keyword |no argument |(?:bad|badly|invalid|missing|unsupported) )|^nats-server: \S+:\d+:\d+: /i,
  // Redis names what it cannot do in a warning of its own
  /^\d+:[MSCX] .* # (?:Can't|Failed|Could not|Unable|Bad file format) /,
  // Servers; the first is the one that comes with netcheck. What begins with "fatal: " is git's, which others only ask.
  /^Stopped listening on port \d+ /,
  /\bFATAL\b(?! state)|^Fatal\b|^fatal error: |\b(?<!^|non-)[Ff]atal(?: error)?: |# Fatal error, |"s":"F"/,
  /\[(?:\w+:)?(?:emerg|crit|alert)\](?!.*\bworker process \d+ exited)|^\[ALERT\](?!.*(?: found in configuration\b|Failed to initialize server|Some protocols failed to start))|^AH00526: Syntax error/,
  /^500 OOPS: |^\[[^\]]+\] ERROR: (?:\[(?:\/\S+:\d+|pool \S+)\] |No pool defined)|: Bad configuration option: |^Missing privilege separation directory|^\w+: (?:no hostkeys available|bad option at line \d+)/,
  /^\[C .*\] Bad config/,
  /\bparser failed somehow near here\b|\((?:sock_addr|configfile)\.c\.\d+\) (?:getaddrinfo|opening errorlog '.*') failed: |\bConfiguration of plugins failed\. Going down\b|^can't find the user \S+ to switch to/,
  /^dnsmasq: (?:bad |unknown |failed |cannot |illegal |missing |junk |.* at line \d+ of )|\bsocat\[\d+\] E (?:unknown|exactly|wrong|parse)/,
  /^postgres: (?:could not|cannot|unrecognized|invalid) /,
  /\bINFO spawnerr: |\bCould not create listening sockets\b|^ERROR: +Syntax error on line \d/,
  /^\[!\] (?!Configuration failed|Service \S+ Failed to init|error queue: )|\b[CE] \| etcdmain: error |\bmsg="(?:Error loading config|Loading configuration file failed)/,
];

/** What stands before a signal's name: a shell's script with its line and the pid, make's target, or nothing. */
const toldBy = String.raw`^(?:\S+: line \d+:\s+\d+ |make(?:\[\d+\])?: \*\*\* \[[^\]]+\] )?`;

/** Lines that say that something ended, and leave the reason to others; a signal's name among them. */
const ends: readonly RegExp[] = [
  new RegExp(
    `${toldBy}(?:Killed|Aborted|Bus error|Illegal instruction|Floating point exception|Trace/breakpoint trap|Segmentation fault)(?:$| {2,}| \\(core dumped\\))|core dumped`,
  ),
  /Reason: (?:Worker|App) failed to (?:boot|load)|\[ERROR\] Can't connect to \('|exited with code [1-9]|^exit status [1-9]/,
  /\bexited: \S+ \(exit status \d+; not expected\)$/,
  /^(?:--- )?no python application found|^ERROR:\s+Application startup failed|^unable to load app \d|^\*\*\* no app loaded\. GAME OVER/,
  /^npm (?:ERR!|error)|^error Command failed|^\s*ELIFECYCLE\b|^Node\.js v\d|[Aa]pp crashed/,
  /^SEVERE: Cannot start server|APPLICATION FAILED TO START|Application run failed|^Error occurred during initialization of VM|BOOT FAILED/,
  /Unable to start Kestrel|^The command could not be loaded|^Could not execute because the specified command/,
  /^BEGIN failed--|entered FATAL state|\[ERROR\](?: \[[\w-]+\])* Aborting$|^\[!\] Configuration failed|failed to start|^no listening sockets available|^\[ALERT\].*(?: found in configuration\b|Failed to initialize server|Some protocols failed to start)|^Execution of \S+ aborted|^make: \*\*\* \[.*\] Error \d+|exiting \(due to fatal error\)|FPM initialization failed/,
];

/**
 * A Go program logs why it ends as it logs everything, Perl dies as it warns, and others name a file: so told by the last
 * line only. Flask and php -S say no more than this of an address that is none.
 */
const lastOnly =
  /^(?:\d{4}\/\d\d\/\d\d [\d:]+|time=\S+ level=ERROR|\{"time":"[^"]+","level":"ERROR",) .*\b(?:no such (?:file or directory|host)|cannot|could not|failed to|unable to|missing|invalid|is not set|must be set|required|connection refused|error (?:loading|opening)|matches no files)\b|No such file or directory$|^(?:Name or service not known|Temporary failure in name resolution|No address associated with hostname)$|^Invalid address: \S+$|\blevel=error err="| at \S+ line \d+(?:, <\w+> line \d+)?\.$/i;

/**
 * A server's own word that it was told to end, by which it has not died of what it said before: the signal's name beside what
 * it does about it, and the words of gunicorn, Uvicorn, Go programs, PostgreSQL and MariaDB.
 */
const told =
  /\b(?:received|caught|got|handling|shutting down)\b.{0,60}\bSIG(?:TERM|INT|QUIT)\b|\bSIG(?:TERM|INT|QUIT)\b.{0,20}\b(?:received|caught|shutting down|stopping|exiting)\b|\bHandling signal: (?:term|int|quit)\b|^INFO: +Shutting down$|\bsignal(?: received)?: (?:terminated|interrupt)$|\breceived \w+ shutdown request\b|: Normal shutdown\b/i;

/** What another program of several says is no word of the one that ended (foreman, docker compose); system is foreman itself. */
const ofSeveral = /^(?:\d\d:\d\d:\d\d )?(?!system\b)[a-z][\w.-]{0,40} {0,40}\| /i;
const isTold = (line: string): boolean => told.test(line) && !ofSeveral.test(line);

/** What a script may still say once it has told that its program was killed, and the shell's own word for it, in lines. */
const FINAL = 3;

/** How far above the word that something ended its reason may stand; Node puts all the error's own properties between. */
const NEAR = 20;
const NEAR_NODE = 40;

/** A signal ended it, by the word of a shell, make or supervisord. */
const killed = new RegExp(`${toldBy}Killed(?:$| {2,})|\\bexited: \\S+ \\(terminated by SIGKILL;`);
const wasKilled = (line: string): boolean => killed.test(withoutStamp(line).trim());

/** What MariaDB cannot do either, by the error that it told of before. */
const follows =
  /registration as a STORAGE ENGINE|init function returned|Plugin initialization aborted|Failed to initialize plugins|mysql\.plugin table|Unknown\/unsupported storage engine|Do you already have another/;

/** The line that tells that a signal ended it: the last one, or a little above, where its script says one more word. */
export function killIn(lines: readonly string[]): string | undefined {
  const last = lines.at(-1);
  if (last !== undefined && wasKilled(last)) return last;
  const death = deathIn(lines);
  return death !== undefined && wasKilled(death) && lines.slice(-FINAL).includes(death) ? death : undefined;
}

/** The head of Python's last traceback. */
export const traceIn = (lines: readonly string[]): number =>
  lines.findLastIndex(line => line.startsWith('Traceback (most recent call last)'));

/** The line that Python's last traceback ends with: its exception need not be called an error (ImproperlyConfigured). */
export function tracedIn(lines: readonly string[]): number {
  const from = traceIn(lines);
  return lines.findIndex((line, at) => from >= 0 && at > from && /^[A-Za-z_][\w.]*(?:: |$)/.test(line));
}

/** supervisord has started it again since, and it stayed up. */
function isBack(line: string, after: readonly string[]): boolean {
  const name = /\bexited: (\S+) \(/.exec(line)?.[1];
  return name !== undefined && after.some(each => each.includes(`success: ${name} entered RUNNING state`));
}

/** The line of a log's end that says of what its program died; undefined where none does. */
export const deathIn = (all: readonly string[]): string | undefined =>
  lastWord(all, bare => withoutOutlived(bare, ofSeveral));

/** The same of an error that the program may have outlived: one of a single request. */
export const errorIn = (all: readonly string[]): string | undefined => lastWord(all, bare => bare);

function lastWord(
  all: readonly string[],
  looked: (bare: readonly string[]) => readonly string[],
): string | undefined {
  const lines = all.slice(all.findLastIndex(isTold) + 1);
  const bare = lines.map(withoutStamp);
  const at = deathAt(looked(bare));
  if (at === undefined) return undefined;
  const word = wordAt(bare, at);
  return word === bare[at] ? lines[at] : word;
}

function deathAt(lines: readonly string[]): number | undefined {
  const said = lines.map((line, at) =>
    isPassing(line, lines[at - 1]) || isBack(line, lines.slice(at + 1)) ? '' : line,
  );
  const end = said.findLastIndex(line => ends.some(each => each.test(line)));
  const reason = Math.max(
    said.findLastIndex(line => reasons.some(each => each.test(line))),
    tracedIn(said),
    // MySQL and MariaDB say why in the error before their last word.
    / Aborting$/.test(said[end] ?? '')
      ? said.slice(0, end).findLastIndex(line => /\[ERROR\]/.test(line) && !follows.test(line))
      : -1,
  );
  const near = /^Node\.js v\d/.test(said[end] ?? '') ? NEAR_NODE : NEAR;
  if (reason >= 0 && end - reason <= near) return reason;
  const last = end < 0 ? said.length - 1 : end - 1;
  if (lastOnly.test(said[last] ?? '')) return last;
  return end < 0 ? undefined : end;
}
