import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openedFor } from '../../../src/facts/proxies/destination.js';
import { clients, proxyFor } from '../../../src/facts/proxies/dialects.js';
import { fileOf } from '../../../src/facts/proxies/own-files.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { inNamespace, named, noNamespaces } from '../../support/namespace.js';

const lists = [
  '',
  '*',
  'localhost',
  '127.0.0.1',
  '127.0.0.0/8',
  '10.77.0.0/24',
  '.app.test',
  '.test',
  'app.test',
  'app.test:8000',
  'x y app.test',
  'x, app.test',
  'x,y,APP.test',
  '*.test',
  '..test',
  '10.77.0.1/32',
  '[::1]',
  '::1',
  'x,*',
  'x,app.test\r',
  '0.0.0.0/0',
];
const urls = [
  'http://localhost:8000/',
  'http://127.0.0.1:8000/',
  'http://[::1]:8000/',
  'http://10.77.0.1:8000/',
  'http://app.test:8000/',
  'http://www.app.test:8000/',
  'http://myapp.test:8000/',
];

/** Asks with the real client, list by list and URL by URL; a proxy on port 3999 answers PROXY, nobody else answers. */
const script = `
ip link set lo up
printf '127.0.0.1 localhost\\n10.77.0.1 app.test www.app.test myapp.test\\n' >$FOLDER/hosts; mount --bind $FOLDER/hosts /etc/hosts
python3 - <<'END'
import http.server, json, os, subprocess, threading
import urllib.request as u
class H(http.server.BaseHTTPRequestHandler):
  def do_GET(s): s.send_response(200); s.send_header('content-length','5'); s.end_headers(); s.wfile.write(b'PROXY')
  def log_message(s, *a): pass
threading.Thread(target=http.server.ThreadingHTTPServer(('127.0.0.1', 3999), H).serve_forever, daemon=True).start()
lists, urls, out = json.loads(r'''LISTS'''), json.loads('''URLS'''), []
for n in lists:
  env = dict(os.environ, http_proxy='http://127.0.0.1:3999', no_proxy=n)
  for url in urls:
    for name, command in (('curl', ['curl', '-s', '-m', '5', url]), ('wget', ['wget', '-q', '-T', '5', '-t', '1', '-O', '-', url])):
      out.append([name, n, url, subprocess.run(command, env=env, capture_output=True).stdout == b'PROXY'])
    os.environ['no_proxy'] = n
    out.append(["Python's urllib", n, url, not u.proxy_bypass(u.Request(url).host)])
print(json.dumps(out))
END
`;

/** CIDR in no_proxy came with curl 7.86. */
const curlVersion = (): number => {
  const found = /curl (\d+)\.(\d+)/.exec(String(spawnSync('curl', ['--version']).stdout));
  return Number(found?.[1]) * 1000 + Number(found?.[2]);
};

describe.skipIf(noNamespaces)(named('no_proxy, with the real curl, wget and urllib'), () => {
  it('is read as they read it', () => {
    const output = inNamespace(
      script.replace('LISTS', JSON.stringify(lists)).replace('URLS', JSON.stringify(urls)),
    );
    const rows = JSON.parse(output) as [string, string, string, boolean][];
    const ours = rows.map(([name, list, url]) => {
      const environment = { http_proxy: 'http://127.0.0.1:3999', no_proxy: list };
      const client = clients.find(each => each.name === name)!;
      return [
        name,
        list,
        url,
        proxyFor(client, environment, 'http', openedFor(parseTarget(url))!) !== undefined,
      ];
    });
    const old = curlVersion() < 7086;
    const comparable = (row: readonly unknown[]) =>
      !(old && row[0] === 'curl' && String(row[1]).includes('/'));
    expect(ours.filter(comparable)).toEqual(rows.filter(comparable));
    expect(rows).toHaveLength(lists.length * urls.length * 3);
  }, 60_000);
});

it('has the clients and the table that was measured', () => {
  if (!noNamespaces)
    for (const client of ['curl', 'wget', 'python3'])
      execFileSync(client, ['--version'], { stdio: 'ignore' });
  const table = JSON.parse(readFileSync(new URL('./fixtures/no-proxy.json', import.meta.url), 'utf8'));
  expect(Object.keys(table.measuredWith)).toEqual(
    clients.filter(each => !each.onlyWith?.some(fileOf)).map(each => each.name),
  );
});
