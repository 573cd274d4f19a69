import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Finding } from '../rule.js';

/** The finding of a port that nobody serves, with the file by which vsftpd, which should, ends as soon as it is started. */
export function withRefusal(found: Finding, [file]: readonly ConfigurationFile[]): Finding {
  if (!file) return found;
  return {
    ...found,
    headline: 'the settings of vsftpd keep it from starting',
    summary: `${found.summary} vsftpd is set up for it and cannot start: ${file.path} says both listen=YES and listen_ipv6=YES, and it takes one of them alone.`,
    evidence: [
      ...found.evidence,
      { fact: 'configuration', says: 'listen=YES and listen_ipv6=YES', source: file.path },
    ],
    fixes: [
      {
        title: 'Leave it one of the two',
        text: `Write listen=NO in ${file.path}: with listen_ipv6=YES it serves IPv4 as well.\n  sudo service vsftpd start`,
        needsRoot: true,
      },
      ...found.fixes,
    ],
  };
}
