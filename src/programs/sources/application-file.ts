import type { Invocation } from '../invocation.js';

/** Servers that are given an application as a file: Rack's (rackup), PSGI's (plackup), each with the file's usual name. */
const servers = [
  { names: /^(?:puma|unicorn(?:_rails)?|thin|rackup|falcon)$/, usual: 'config.ru', language: 'ruby' },
  { names: /^(?:plackup|starman|starlet|twiggy|feersum|gazelle)$/, usual: 'app.psgi', language: 'perl' },
] as const;

/** The file with the application that such a server loads, and what that is written in. */
export function applicationFile({ name, args }: Invocation): { path: string; language: string } | undefined {
  const server = servers.find(({ names }) => names.test(name));
  if (!server) return undefined;
  const { usual, language } = server;
  const named = args.find(word => word.endsWith(usual.slice(usual.indexOf('.'))));
  return { path: named ?? usual, language };
}
