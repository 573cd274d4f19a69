import { describe, expect, it } from 'vitest';
import { onlyGoes } from '../../../src/facts/processes/goes-by-source.js';

describe('a source that only goes to a server', () => {
  it.each([
    'import socket, sys\nwhile True:\n    socket.create_connection((sys.argv[1], int(sys.argv[2])))\n',
    'import asyncio\nasync def main():\n    await asyncio.open_connection(host, port)\nasyncio.run(main())\n',
    "const net = require('node:net');\nconst server = process.argv[2];\nnet.connect(port, server);\n",
    'import redis\nr = redis.Redis(host=sys.argv[1], port=int(sys.argv[2]))\n',
    "import http from 'node:http';\nfetch(new URL('/health', base));\n",
  ])('%j', text => expect(onlyGoes(text)).toBe(true));

  it.each([
    // Its database first, and then its clients.
    'db.connect()\nhttp.server.HTTPServer((host, port), Handler).serve_forever()\n',
    "mongoose.connect(url).then(() => require('./app').listen(port));\n",
    'psycopg2.connect(dsn)\nfrom shop import app\napp.run(port=port)\n',
    's = socket.socket()\ns.connect(db)\nt = socket.socket()\nt.bind((host, port))\n',
    // Nothing tells what it does.
    'from shop import main\nmain()\n',
    "import './server.js';\nawait db.connect();\n",
    'from shop.web import begin\nredis.Redis()\nbegin(sys.argv)\n',
  ])('not %j', text => expect(onlyGoes(text)).toBe(false));

  it('is not one that was read in part', () =>
    expect(onlyGoes(`fetch(url);\n${'// more\n'.repeat(20_000)}`)).toBe(false));

  it.each(['serve', 'run', 'client', 'start ', 'import '])(
    'takes no time over a hundred thousand of %j',
    word => {
      const before = performance.now();
      onlyGoes(`fetch(${word.repeat(20_000)}`.slice(0, 120_000));
      expect(performance.now() - before).toBeLessThan(200);
    },
  );
});
