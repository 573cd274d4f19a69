import { describe, expect, it } from 'vitest';
import { lackedAt } from '../../../src/rules/http/lacked.js';

describe('what an application has no connection to', () => {
  it.each([
    ['Error: connect ECONNREFUSED 127.0.0.1:5432', '127.0.0.1:5432'],
    ['  [cause]: Error: connect ECONNREFUSED ::1:4000', '[::1]:4000'],
    [
      'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused',
      'localhost:5432',
    ],
    [
      'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.',
      'localhost:6379',
    ],
    [
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='api.test', port=4000): Max retries exceeded with url: /x (Caused by NewConnectionError('<urllib3>: [Errno 111] Connection refused'))",
      'api.test:4000',
    ],
    ["pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db:3306' (111)\")", 'db:3306'],
    ['HTTP request to http://localhost:4000/x failed: Connection refused', 'localhost:4000'],
    ['dial tcp 127.0.0.1:5432: connect: connection refused', '127.0.0.1:5432'],
    ['2026/11/22 12:13:14 main.go:45: dial tcp [::1]:5432: connect: connection refused', '[::1]:5432'],
    [
      'org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that it runs.',
      'localhost:5432',
    ],
    ["Can't reach database server at `localhost:5432`", 'localhost:5432'],
    [
      "app.rb:15:in `initialize': Failed to open TCP connection to localhost:4000 (Connection refused)",
      'localhost:4000',
    ],
  ])('is named: %s', (line, place) => expect(lackedAt([line], 0)).toBe(place));

  it.each([
    ['SQLSTATE[HY000] [2002] Connection refused in /srv/index.php:15'],
    ['2026-11-22 12:13 worker timed out (pid:88)'],
    ['    at Server.<anonymous> (/srv/app.js:33:7)'],
    ['views.py:33 - connection refused'],
    ['ValueError: invalid address 127.0.0.1:4000'],
  ])('is not guessed: %s', line => expect(lackedAt([line], 0)).toBeUndefined());

  it('may stand below the error, in its cause, or above it', () => {
    const cause = '  [cause]: Error: connect ECONNREFUSED 127.0.0.1:4000';
    expect(lackedAt(['TypeError: fetch failed', '    at app.js:2:56', cause], 0)).toBe('127.0.0.1:4000');
    const above = 'PSQLException: Connection to localhost:5432 refused.';
    expect(lackedAt([above, 'Caused by: java.net.ConnectException: Connection refused'], 1)).toBe(
      'localhost:5432',
    );
    expect(lackedAt([above, 'ValueError: x'], 1)).toBeUndefined();
  });
});
