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

it('keeps an address in a variable of any name that is about one, and nothing else of it', () => {
  const text =
    'SHOP_BIND=127.0.0.1:8000\0LISTEN_ADDRESS=[::1]:80\0APP_HOST=localhost\0API_HOST=secret.example\0' +
    'SHOP_ADDRESS=5 Main Street\0HOST_KEY=127.0.0.1\0ETCD_LISTEN_CLIENT_URLS=http://localhost:2379\0';
  expect(Object.keys(parseEnvironment(text))).toEqual([
    'SHOP_BIND',
    'LISTEN_ADDRESS',
    'APP_HOST',
    'ETCD_LISTEN_CLIENT_URLS',
  ]);
});
