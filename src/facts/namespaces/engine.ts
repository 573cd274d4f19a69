/** Most bytes of an engine's answer. */
const LIMIT = 8 * 1024 * 1024;

/** The body of an HTTP/1.0 answer with status 200; throws for any other. */
export function bodyOf(answer: string): string {
  const end = answer.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1];
  if (end < 0 || status !== '200') throw new Error(`the engine answered ${status ?? 'with something else'}`);
  return answer.slice(end + 4);
}

/**
 * Asks an engine for a path through its unix socket and gives the answer's body. HTTP/1.0, so that the body comes in
 * one piece and ends with the connection. Throws node's own errors, and ETIMEDOUT after `timeout` milliseconds.
 */
export async function ask(socket: string, path: string, timeout: number): Promise<string> {
  const { connect } = await import('node:net');
  const answer = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const connection = connect(socket, () =>
      connection.write(`GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`),
    );
    const fail = (error: Error) => {
      connection.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(Object.assign(new Error(`${socket}: no answer in ${timeout} ms`), { code: 'ETIMEDOUT' })),
      timeout,
    );
    connection.on('data', chunk => {
      size += chunk.length;
      if (size > LIMIT) fail(new Error(`${socket}: an answer of more than ${LIMIT} bytes`));
      else chunks.push(chunk);
    });
    connection.on('error', fail);
    connection.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    connection.on('close', () => clearTimeout(timer));
  });
  return bodyOf(answer);
}
