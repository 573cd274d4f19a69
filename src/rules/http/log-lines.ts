/** $1 in what is said stands for what the pattern's group has found. */
export type Known = readonly [pattern: RegExp, says: string, title: string, text: string];

const rights: readonly [string, string, string] = [
  "the server's user may not read the file, or enter a folder above it",
  "Give the server's user the rights",
  'namei -l FILE shows the rights of every folder on the way: the user needs x on each folder, and r on the file.',
];

export const noIndex: readonly [string, string, string] = [
  'the folder has no index file, and listing it is off',
  'Put an index file there, or name it',
  'index.html, or what index (nginx) and DirectoryIndex (Apache) name; autoindex on or Options +Indexes shows the folder itself.',
];

const noPasswords: readonly [string, string, string] = [
  "the file of the users' passwords is not there: $1",
  'Write that file, or correct its name',
  'auth_basic_user_file (nginx) and AuthUserFile (Apache) name it. htpasswd -c $1 NAME writes a new one with one user.',
];

const closedPasswords: readonly [string, string, string] = [
  "the server's user may not read the file of the users' passwords: $1",
  "Let the server's user read it",
  'namei -l $1 shows the rights on the way: x on each folder, and r on the file, which its group alone may have: chgrp www-data $1 and chmod 640 $1 (the group is nginx or apache on other systems than Debian).',
];

/** nginx could not open a file that is one of passwords by its name. */
const unopened = (errno: number): RegExp =>
  new RegExp(`open\\(\\) "([^"]*/[^"/]*(?:auth|cred|pass|pw|user)[^"/]*)" failed \\(${errno}: `, 'i');

/** What may give 403. */
export const forbidden: readonly Known[] = [
  [
    /AH01630|AH01797|client denied by server configuration/,
    'a Require rule of Apache lets nobody of this kind in here',
    'Let clients in where the files are',
    '<Directory FOLDER> with Require all granted (or Require ip NETWORK) for the folder of the DocumentRoot or Alias, then apachectl graceful. Rules of the style of 2.2 (Order, Allow) count for nothing without mod_access_compat.',
  ],
  [
    /access forbidden by rule/,
    'a deny rule of nginx is for this client',
    'Change allow and deny',
    'allow NETWORK; before the deny, in the location or server that is asked, then nginx -s reload. It may be forbidden on purpose.',
  ],
  [
    /ModSecurity: Access denied/,
    'a rule of ModSecurity, the web application firewall, turns the request away',
    'See which rule it is',
    'The line names its id. If the request is a good one: SecRuleRemoveById ID for that path, then reload the server.',
  ],
  [
    /AH00037|Symbolic link not allowed/,
    'the path leads over a symbolic link, and Apache follows none there',
    'Let Apache follow links there',
    'Options +FollowSymLinks (or +SymLinksIfOwnerMatch) in the <Directory> of the folder that the link is in, then apachectl graceful.',
  ],
  [
    /ExecCGI is off/,
    'Apache runs no scripts in this folder',
    'Let Apache run scripts there',
    'Options +ExecCGI in its <Directory>, or ScriptAlias for the folder; then apachectl graceful.',
  ],
  // A page that is missing gives 404; one of error_page may be missing behind a 403, and is none of these.
  [unopened(2), ...noPasswords],
  [/directory index of ".*" is forbidden|AH01276/, ...noIndex],
  [/\(13: ?Permission denied\)|\(13\)Permission denied|AH0(0035|0132)/, ...rights],
];

/** What may give 5xx. */
export const failing: readonly Known[] = [
  [
    /AH01144/,
    'Apache has no module for the protocol that ProxyPass names',
    'Load the module',
    'a2enmod proxy_http (proxy_fcgi, proxy_wstunnel, proxy_ajp … by the scheme of the URL), then restart Apache.',
  ],
  [
    /AH00961|AH01961/,
    'ProxyPass leads to https://, and Apache may speak TLS to no upstream here: SSLProxyEngine is off',
    'Let Apache speak TLS to its upstreams',
    'SSLProxyEngine on, in the site with that ProxyPass (mod_ssl has to be loaded), then apachectl graceful. For a self-signed certificate behind it: SSLProxyVerify none and SSLProxyCheckPeerName off as well.',
  ],
  [
    /DNS lookup failure for: \S+:\d+[^\d\s]/,
    'ProxyPass puts the path right behind the port: a slash is missing at the end of its URL',
    'End both of ProxyPass with a slash',
    'ProxyPass / http://127.0.0.1:3000/ and the same for ProxyPassReverse, then apachectl graceful.',
  ],
  [
    /Invalid command '/,
    'a line of the configuration or .htaccess is misspelled, or of a module that is not loaded',
    'Load the module, or correct the line',
    'a2enmod rewrite for RewriteEngine, headers for Header, expires for Expires…; then restart Apache.',
  ],
  [
    /malformed header from script|End of script output before headers|Premature end of script headers|exec of '[^']*' failed/,
    'the CGI script could not be run, or does not begin with a header',
    'Run the script by hand, as the user of the web server',
    'It has to print Content-Type: text/html and an empty line before anything else. A wrong first line (#!), line ends of Windows, a missing module or right are the usual reasons.',
  ],
  [/\(2\)No such file.*AH01620: Could not open password file: (\S+)/, ...noPasswords],
  [/AH01620: Could not open password file: (\S+)/, ...closedPasswords],
  [unopened(13), ...closedPasswords],
  [/open\(\) "[^"]*" failed \(13: ?Permission denied\)/, ...rights],
  [
    /auth request unexpected status/,
    'the service that auth_request asks first fails, so nginx lets nobody through',
    'Start the service that auth_request asks',
    'The location that auth_request names has a proxy_pass: netcheck why its address.',
  ],
  [
    /worker_connections are not enough while connecting to upstream/,
    'nginx had no connection left to pass the request on by, as where it passes requests on to itself, or in a circle',
    'See where it passes requests on to',
    'A proxy_pass to a port of its own leads back to it, at once or by way of another site: a single request then takes all connections. Where nothing leads back, it has too many clients for worker_connections in the events block.',
  ],
  [
    /rewrite or internal redirection cycle|AH00124/,
    'its rules send the request round in a circle inside',
    'Correct try_files, error_page or the rewrite rules',
    'The last of try_files has to exist, or be a status: =404. A RewriteRule needs a condition that ends it.',
  ],
];

/** Limits of nginx's own (503, or what limit_req_status says); what it only counts (dry run) turns nobody away. */
export const limiting: readonly Known[] = [
  [
    /limiting requests, excess: [\d.]+ by zone "([^"]+)"/,
    'nginx takes requests no faster than limit_req of zone $1 allows',
    'Ask less often, or let nginx take more',
    'In its configuration, limit_req zone=$1 burst=20 nodelay; lets short bursts through, and rate= of its limit_req_zone says how many it takes in the long run; then nginx -s reload.',
  ],
  [
    /limiting connections by zone "([^"]+)"/,
    'as many requests are being answered as limit_conn of zone $1 allows',
    'End what is open, or let nginx take more',
    'In its configuration, limit_conn $1 NUMBER; counts them for each client or for all, as its limit_conn_zone says. Downloads and streams count as long as they last: ss -tn shows who is connected. Then nginx -s reload.',
  ],
];
