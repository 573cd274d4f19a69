import { isLead, isWayOut } from '../../facts/proxies/curl-leads.js';
import { curlSettings, isCurls } from '../../facts/proxies/curlrc.js';
import { fileOf } from '../../facts/proxies/own-files.js';
import type { ProxyAttempt, ProxyVariables } from '../../facts/proxies/types.js';
import { bracketed } from '../../net/address.js';
import { listed } from '../../net/english.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { advice } from '../talk.js';
import { noHandshake } from './proxied.js';
import { settingFile, settingWords } from './proxy-words.js';

/** The exceptions as they are, and the target's host. */
function exceptionsWith(host: string, now: string): string {
  const more = host === 'localhost' ? ['localhost', '127.0.0.1', '[::1]'] : [bracketed(host)];
  const extra = host.includes(':') ? [...more, host] : more;
  return [...now.split(/[,\s]+/).filter(Boolean), ...extra]
    .filter((each, index, all) => all.indexOf(each) === index)
    .join(',');
}

/** The list of exceptions that counts beside a setting; one of curl's own file stands before the variables' (curl(1), --noproxy). */
export const listBeside = (setting: string, variables: ProxyVariables['variables']): string | undefined =>
  (setting === curlSettings.proxy ? variables[curlSettings.exceptions] : undefined) ??
  variables.no_proxy ??
  variables.NO_PROXY;

/** What a line of curl's own file may say instead; there is no third family. */
function better({ variable }: ProxyAttempt): string {
  if (!isWayOut(variable)) return ', or let it lead to where the server is';
  return variable === curlSettings.interface
    ? ', or let it name an interface from which the server is reached'
    : '';
}

/** The line to type; a program cannot change the shell that started it, so there are no steps. */
export function fixFor(
  host: string,
  url: string,
  { attempt, settings }: { readonly attempt: ProxyAttempt; readonly settings: readonly string[] },
  list: string | undefined,
): Finding['fixes'] {
  if (isLead(attempt.variable))
    return [
      advice(
        `Take the line out of ${settingFile(attempt)}${better(attempt)}`,
        `To ask without that file:\n  curl -q ${url}`,
      ),
    ];
  if (!isCurls(attempt.variable) && fileOf(attempt.variable)) {
    const files = [...new Set(settings.flatMap(each => fileOf(each) ?? []))];
    return [
      advice(
        `Take the line out of ${listed(files)}, or let it name a proxy that answers`,
        'It may be of another network: some ask for a proxy, most need none.',
      ),
    ];
  }
  const exceptions = exceptionsWith(host, list ?? '');
  const value = quoted(exceptions);
  const where =
    attempt.variable === curlSettings.proxy
      ? `In ${settingFile(attempt)}, which names the proxy:\n  noproxy = "${exceptions}"`
      : `In the shell that the client is started from, or where the variables are set (a profile, /etc/environment):\n  export no_proxy=${value} NO_PROXY=${value}`;
  return [
    {
      title: `Let ${host} go around the proxy`,
      text: `${where}\nFor one request:\n  curl --noproxy '*' ${url}`,
      needsRoot: false,
    },
  ];
}

/** What to write in the setting, where its proxy cannot be asked by what it says. */
export function rewritten(attempt: ProxyAttempt): Finding['fixes'] {
  if (attempt.errno === 'EINVAL')
    return [
      advice(
        'Write the address so that it can be read',
        `${settingWords(attempt)} takes http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with no blank and no quotation mark in it; in a password, @ is written as %40, # as %23, / as %2F.`,
      ),
    ];
  return noHandshake(attempt)
    ? [
        advice(
          "Write http:// before the proxy's address",
          `${settingWords(attempt)} begins with https://, which is how the client speaks to the proxy itself, not what it asks for. Most proxies want http:// there, for https pages too.`,
        ),
      ]
    : [];
}
