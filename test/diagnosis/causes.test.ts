import { expect, it } from 'vitest';
import { toldOf } from '../../src/diagnosis/causes.js';
import { diagnosed, listener, probe, running } from '../support/healthy.js';
import { lookedUp } from '../support/names.js';

it('explains nothing by a cause that is not told', () => {
  const chain = [
    { code: 'process/stopped', by: 'port/wrong-port' },
    { code: 'port/wrong-port', by: 'port/taken' },
  ] as const;
  expect(toldOf(chain, new Set(['port/taken']))).toEqual(chain);
  expect(toldOf(chain, new Set(['process/hung']))).toEqual([chain[0]]);
  expect(toldOf(chain.slice(0, 1), new Set(['process/hung']))).toEqual([]);
});

it('speaks for the address that answered where another one of the name is not served', () => {
  const settings = {
    path: '/srv/shop/settings.py',
    text: "ALLOWED_HOSTS = ['example.com']\n",
    modifiedAt: 0,
  };
  const { causes } = diagnosed('http://localhost:8000/', {
    names: lookedUp(['::1', '127.0.0.1'], { name: 'localhost', from: 'hosts' }),
    processes: [running(42, ['python3', 'manage.py', 'runserver', '0.0.0.0:8000'])],
    sockets: [listener('0.0.0.0', 8000)],
    configuration: [settings],
    probes: [
      probe('::1', 8000, 'refused'),
      probe('127.0.0.1', 8000, 'connected', {
        name: 'localhost:8000',
        http: {
          status: 400,
          reason: 'Bad Request',
          headers: {},
          body: "Invalid HTTP_HOST header: 'localhost:8000'",
        },
      }),
    ],
  });
  expect(causes[0]).toMatchObject({
    code: 'http/host-not-allowed',
    fixes: [
      { steps: [{ do: 'edit', replace: "ALLOWED_HOSTS = ['localhost', 'example.com']" }, {}, {}] },
      { text: expect.stringContaining("ALLOWED_HOSTS = ['localhost', '127.0.0.1'],") },
    ],
  });
});
