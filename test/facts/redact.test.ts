import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from '../../src/facts/redact.js';

const secret = 'tr0ub4dor-and-3';

describe('texts', () => {
  it.each([
    `redis-server --requirepass ${secret}`.split(' '),
    ['app', `--password=${secret}`],
    ['app', '--api-key', secret],
    ['app', '--db', `postgres://shop:${secret}@10.0.0.5/shop`],
    ['curl', '-H', `Authorization: Bearer ${secret}aaaaaaaa`],
    ['sh', '-c', `DB_PASSWORD=${secret} exec ./server`],
    ['sh', '-c', `export SECRET_TOKEN="${secret}"; ./server`],
    ['mysqld', `--init-connect=SET PASSWORD='${secret}'`],
    ['app', '--header', `X-Auth-Token: ${secret}`],
    ['app', '-u', `admin:${secret}`, '--port', '8000'],
    ['app', '--user', `admin:${secret}`],
    ['/usr/bin/sshpass', '-p', secret, 'ssh', 'far'],
    ['sshpass', `-p${secret}`, 'ssh', 'far'],
    ['mysql', '-h', 'db', `-p${secret}`],
    ['redis-cli', '-a', secret, 'ping'],
    ['redis-server', '--user', 'default', 'on', `>${secret}`],
    ['ttyd', '-c', `ana:${secret}`, 'bash'],
    ['ss-server', '-k', secret, '-p', '8388'],
    ['mongosh', '-u', 'ana', '-p', secret],
    ['miniserve', '-a', `ana:${secret}`],
    ['frps', '-t', secret],
    ['app', '--signing-key', secret],
    ['app', `--jwt=${secret}`],
    ['app', '--login', `ana:${secret}`],
    ['ngrok', 'authtoken', secret],
    ['sh', '-c', `STRIPE_KEY=${secret} node server.js`],
    ['app', `AccountKey=${secret};EndpointSuffix=x`],
    ['app', '--proxy', `ana:${secret}@10.0.0.1:3128`],
    ['app', `postgres://shop:p@${secret}@10.0.0.5/shop`],
  ])('hides the secret of %j', (...words) => {
    expect(JSON.stringify(redact(words))).not.toContain(secret);
  });

  it.each([
    `requirepass ${secret}`,
    `{"msg":"environment:\\nDB_PASSWORD=${secret}\\nPORT=80"}`,
    `  password: ${secret}`,
    `"apiKey": "${secret}"`,
    `DATABASE_URL=mysql://root:${secret}@db/x`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
    `ghp_${'a'.repeat(36)}`,
    `Cookie: session=${secret}`,
    `Cookie: theme=dark; sid=${secret}`,
    `secret: process.env.SESSION_SECRET || '${secret}',`,
    `session({ secret: ['${secret}', 'other'] })`,
    `password=[x]${secret}`,
    `password=p(x)${secret}`,
    `Environment=DB_PASS='${secret}'`,
    `A temporary password is generated for root@localhost: ${secret}`,
    `sk-proj-${secret}${'a'.repeat(20)}`,
    `hf_${'a'.repeat(34)}`,
    `ana:$apr1$q1w2e3r4$${'a'.repeat(22)}`,
    `basic_auth { ana $2a$14$${'a'.repeat(53)} }`,
    `nohup ./server --api-key ${secret} --port 8000 &`,
    `ExecStart=/usr/bin/app --db-password '${secret}' --port 8000`,
    `curl -s -u ana:${secret} http://localhost:8000/`,
    `'http-server' '--password' '${secret}'`,
    `sshpass -p ${secret} ssh -L 8000:localhost:8000 far`,
    `redis-cli -h 10.0.0.5 -a ${secret} ping`,
    `mysql -h 10.0.0.5 -p${secret} shop`,
    `error: password=${secret}`,
    `2026-11-21 ERROR config: db: password=${secret}`,
    `./server --user ana:${secret}`,
    `curl -uana:${secret} http://localhost:8000/`,
    `handler.send_header('X-Api-Key', '${secret}')`,
    `<p>password=${secret}</p>`,
    `https://store.example.com/report?sp=r&sig=${secret}`,
    `https://bucket.example.com/x?X-Amz-Signature=${secret}`,
    `GET /callback?code=${secret}&state=1 HTTP/1.1`,
    `fastcgi_param DB_PASSWORD ${secret};`,
    `  proxy_set_header X-Api-Key "${secret}";`,
    `SetEnv DB_PASSWORD ${secret}`,
    `env[DB_PASS] = ${secret}`,
    `<password>${secret}</password>`,
    `user default on >${secret} ~* +@all`,
    `CREATE USER ana IDENTIFIED BY '${secret}'`,
    `{\\"password\\":\\"${secret}\\"}`,
    `SECRET_KEY = os.environ.get('KEY', '${secret}')`,
    `app.secret_key = b'${secret}'`,
    ` * Debugger PIN: ${secret}`,
    `https://hooks.slack.com/services/T00/B00/${secret}`,
  ])('hides the secret of %j', text => {
    const hidden = redactText(text);
    expect(hidden).not.toContain(secret);
    expect(hidden).not.toContain('a'.repeat(20));
  });

  it.each([
    'python3 -m http.server 8000 --bind 127.0.0.1',
    'listen 127.0.0.1:8080;',
    'proxy_pass http://127.0.0.1:3000;',
    "OSError: [Errno 98] Address already in use: ('0.0.0.0', 8000)",
    'gunicorn main:app -w 4 -b 0.0.0.0:8000',
    'docker run -u 1000:1000 -p 8000:8000 shop',
    'mysqld --port 3307 --bind-address 127.0.0.1',
    'mysql -h 127.0.0.1 -P 3307',
    'gunicorn -u www-data -g www-data main:app',
    'WWW-Authenticate: Basic realm="shop"',
    'ssl_certificate_key = /etc/ssl/private/shop.pem;',
    'server --key ./shop.pem --cert ./shop.crt',
    'env HOST 0.0.0.0',
    'cd /opt/pypi-mirror-production && ./sk-internal-tools-server --bind [::]:8000',
    'proxy_set_header Host $host;',
    'return 301 https://shop.test/$1$request_uri$is_args$args;',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
  ])('leaves what a diagnosis rests on: %s', text => {
    expect(redactText(text)).toBe(text);
  });
});

describe('plain data', () => {
  it('hides the values of keys that name a secret, and keeps the shape', () => {
    const before = {
      environment: { PORT: '80', API_TOKEN: secret, PWD: '/srv/shop', DB_PWD: secret },
      list: [{ password: secret }, 1, null, true],
    };
    expect(redact(before)).toEqual({
      environment: { PORT: '80', API_TOKEN: '***', PWD: '/srv/shop', DB_PWD: '***' },
      list: [{ password: '***' }, 1, null, true],
    });
  });

  it('takes any JSON, gives the same shape, and is done once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const once = redact(value);
        expect(redact(once)).toEqual(once);
        expect(Array.isArray(once)).toBe(Array.isArray(value));
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const unit of [
      'a',
      '=',
      ':',
      '//',
      '"',
      '[',
      "='",
      'password=',
      'cookie: ',
      'a=[b || ',
      ' -',
      '@',
      '-----BEGIN PRIVATE KEY-----',
    ])
      redactText(unit.repeat(20_000));
  }, 20_000);
});
