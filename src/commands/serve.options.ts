import { type Command, Option } from 'commander';

/** What was typed after `netcheck serve`, as commander hands it over. */
export interface ServeOptions {
  readonly directory?: string | undefined;
  readonly host?: string;
  readonly port?: string;
  readonly json?: boolean;
  readonly qr?: boolean;
  readonly open?: boolean;
  readonly spa?: boolean;
  readonly cors?: boolean;
  readonly jsonp?: boolean;
  readonly cache?: string;
  readonly follow?: boolean;
  readonly dotfiles?: boolean;
  /** False for `--no-probes`, `--no-compression`. */
  readonly probes?: boolean;
  readonly compression?: boolean;
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly tls?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly fault?: readonly string[];
  readonly log?: string;
  readonly logFormat?: string;
  readonly debug?: boolean;
  readonly maxConnections?: string;
  readonly workers?: string;
  readonly background?: boolean;
}

const faults = `
Faults, to test clients:
  hang  empty  reset  refuse-after N  slow BYTES/S  close-after BYTES
  no-accept  status CODE  bad-host  tls-expired  tls-self-signed  tls-wrong-name`;

const paths = `
Beside the files it answers:
  /ping  /echo  /echo/TEXT  /status/CODE  /delay/MS  /bytes/N  /drip  /redirect/N  /headers  /ip`;

/** Declares the name, options and help of `netcheck serve` on a command, without loading the server. */
export const declare = (command: Command): Command =>
  command
    .description('serve a directory, echo requests, or misbehave on purpose')
    .argument('[dir]', 'what to serve; the current directory by default')
    .option('--host <host>', 'lo, an interface, an address, 0.0.0.0, :: or localhost', 'lo')
    .option('-p, --port <port>', '0 for any free one, 8000+ for the next free one', '8000')
    .option('--spa', 'answer index.html where nothing is found')
    .option('--cors', 'let scripts of every page read the answers')
    .option('--cache <seconds>', 'how long clients may keep files without asking')
    .option('--follow', 'follow links that lead out of the directory')
    .option('--dotfiles', 'serve names that begin with a dot')
    .option('--no-probes', 'serve the files only')
    .option('--no-compression', 'send everything as it is')
    .option('--jsonp', 'hand JSON to ?callback=NAME')
    .option('--tls', 'speak HTTPS, with a certificate made for this run')
    .option('--cert <file>', 'certificate chain for --tls, in PEM')
    .option('--key <file>', 'its private key, in PEM')
    .option('--tcp', 'send raw bytes back in place of HTTP')
    .option('--udp', 'send datagrams on the same port back, too')
    .option('--fault <mode...>', 'misbehave on purpose')
    .option('--log <file>', 'access log; - for standard output')
    .addOption(
      new Option('--log-format <format>', 'of the access log')
        .choices(['common', 'combined'])
        .default('combined'),
    )
    .option('--debug', 'show the head of every request and answer')
    .option('--max-connections <n>', 'served at the same time')
    .option('--workers <n>', 'processes that share the port', '1')
    .option('--background', 'go on after this command and the terminal end')
    .option('--qr', 'draw the URL for a phone')
    .option('--open', 'open the browser')
    .option('--json', 'print one line of JSON when ready')
    .addHelpText('after', `${paths}\n${faults}`);
