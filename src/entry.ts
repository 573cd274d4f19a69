import { run } from './main.js';
import { exitWhenWritten } from './system/output.js';

run(process.argv.slice(2)).then(status => {
  process.exitCode = status;
  // A lookup by getaddrinfo(3) cannot be called off: it would keep the process until its dead server is given up.
  exitWhenWritten();
});
