import { expect, it } from 'vitest';
import { parseEnvironment } from '../../../src/facts/processes/environment.js';

it('keeps what decides where a server listens, and no secret', () => {
  const text = 'HOST=127.0.0.1\0PORT=3000\0DB_PASSWORD=x\0UWSGI_SECRET=y\0EDITOR=vi\0=z\0';
  expect(parseEnvironment(text)).toEqual({ HOST: '127.0.0.1', PORT: '3000' });
});

it('takes the variables that PM2 gives a worker of its cluster before those of its daemon', () => {
  const own = {
    HOST: 'localhost',
    PORT: 3000,
    API_KEY: 'x',
    SERVER_TOKEN: 'y',
    env: { HOST: '::' },
    EDITOR: 'vi',
  };
  const text = `HOST=0.0.0.0\0HOME=/root\0pm2_env=${JSON.stringify(own)}\0`;
  expect(parseEnvironment(text)).toEqual({ HOST: 'localhost', PORT: '3000', HOME: '/root' });
  expect(parseEnvironment('HOST=::\0pm2_env={broken\0')).toEqual({ HOST: '::' });
});
