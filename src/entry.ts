import { realContext, run, statusOf } from './main.js';
import { exitWhenWritten } from './system/output.js';

const argv = process.argv.slice(2);

// Until there is a status: what ends the process before that is no diagnosis.
process.exitCode = 2;
// What fails before anybody waits for it is heard by whoever does; the rest is a bug, and said to be one.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', error => process.exit(statusOf(error, realContext(argv))));

run(argv).then(status => {
  process.exitCode = status;
  // A lookup by getaddrinfo(3) cannot be called off: it would keep the process until its dead server is given up.
  exitWhenWritten();
});
