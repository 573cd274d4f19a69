import { run } from './main.js';

// A reader that closes early (`| head -1`) has what it wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

run(process.argv.slice(2)).then(status => {
  process.exitCode = status;
  // A lookup by getaddrinfo(3) cannot be called off: it would keep the process until its dead server is given up.
  process.stdout.write('', () => process.exit());
});
