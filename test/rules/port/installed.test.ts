import { expect, it } from 'vitest';
import { wouldListen } from '../../../src/rules/port/installed.js';

it.each([
  [['/etc/nginx/nginx.conf'], '/etc/nginx/nginx.conf'],
  [['/a', '/b', '/c'], '/a, /b and /c'],
  [['/etc/mysql/my.cnf', '/a', '/b', '/c'], '/etc/mysql/my.cnf and 3 more files'],
])('names no more files than one can take in: %j', (files, said) => {
  expect(wouldListen({ title: 'MariaDB', ports: [3306], files, logs: [] } as never)).toBe(
    `By its configuration (${said}) it would listen on port 3306.`,
  );
});
