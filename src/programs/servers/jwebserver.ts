import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** The JDK's simple web server, `jwebserver` or `java -m jdk.httpserver` (JEP 408): on loopback by itself. */
export const program: Program = byOption({
  id: 'jwebserver',
  title: 'jwebserver',
  names: ['jwebserver', 'jdk.httpserver'],
  options: ['-b', '--bind-address'],
  ports: [8000],
  address: '127.0.0.1',
});
