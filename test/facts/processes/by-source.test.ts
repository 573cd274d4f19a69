import { describe, expect, it } from 'vitest';
import { scriptOf, servesBySource } from '../../../src/facts/processes/by-source.js';

describe('a source that says which port it serves', () => {
  it.each([
    'app.listen(3000);',
    "app.listen(process.env.PORT || 3000, '0.0.0.0')",
    'const PORT = process.env.PORT ?? 3000;',
    'server.listen({ host: "0.0.0.0", port: 3000 })',
    'app.run(host="0.0.0.0", port=3000)',
    'http.server.test(port=3000)',
    'server.bind(("0.0.0.0", 3000))',
    "HTTPServer(('', 3000), Handler).serve_forever()",
    'port = int(os.environ.get("PORT", 3000))',
  ])('%s', line => expect(servesBySource(`x\n${line}\n`, 3000)).toBe(true));

  it.each([
    'fetch("http://localhost:3000/")',
    'net.connect({ port: 3000 })',
    '// app.listen(3000)',
    'app.listen(30001)',
    'const timeout = 3000;',
    'setTimeout(run, 3000)',
    'const DB_PORT = 3000; // database',
  ])('not %s', line => expect(servesBySource(line, 3000)).toBe(false));
});

it('finds the script of an interpreter and of what watches it', () => {
  expect(scriptOf(['node', 'app.js'])).toBe('app.js');
  expect(scriptOf(['/usr/bin/node', '--watch', 'src/app.mjs'])).toBe('src/app.mjs');
  expect(scriptOf(['node', '/srv/node_modules/.bin/nodemon', 'app.js'])).toBe('app.js');
  expect(scriptOf(['python3', '-u', 'serve.py'])).toBe('serve.py');
  expect(scriptOf(['bash', 'app.js'])).toBeUndefined();
  expect(scriptOf(['vi', 'app.js'])).toBeUndefined();
});
