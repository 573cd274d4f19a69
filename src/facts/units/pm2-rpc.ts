import type { System } from '../../system/system.js';

/** Milliseconds: PM2 looks up what each of its processes uses before it answers. */
const TIMEOUT = 1500;
const LARGEST = 32 * 1024 * 1024;

/**
 * Asks a running PM2 daemon for its list, on its own unix socket (axon's request: one byte of version and count, then
 * each part with its length in 32 bits). Rejects where nobody answers. No process is started, and no daemon.
 */
export async function askDaemon(_system: System, socket: string): Promise<unknown> {
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const connection = connect(socket);
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (error: Error | null, value?: unknown): void => {
      clearTimeout(timer);
      connection.destroy();
      if (error) reject(error);
      else resolve(value);
    };
    const timer = setTimeout(
      () => end(Object.assign(new Error('PM2 did not answer'), { code: 'ETIMEDOUT' })),
      TIMEOUT,
    );
    connection.on('error', end);
    connection.on('close', () => end(new Error('PM2 closed the connection')));
    connection.on('data', chunk => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > LARGEST) return end(new Error('PM2 answered too much'));
      const answer = firstPart(Buffer.concat(chunks));
      if (answer !== undefined) end(null, answer);
    });
    connection.write(question());
  });
}

function question(): Buffer {
  const call = { type: 'call', method: 'getMonitorData', args: [{}] };
  const parts = [`j:${JSON.stringify(call)}`, 'i:netcheck:0'].map(part => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat([Buffer.from([0x12]), ...parts]);
}

/** The list in the first part of an answer, `j:{"args":[[…]]}`; undefined until it is whole. */
export function firstPart(bytes: Buffer): unknown {
  if (bytes.length < 5) return undefined;
  const length = bytes.readUInt32BE(1);
  if (bytes.length < 5 + length) return undefined;
  try {
    const text = bytes.subarray(5, 5 + length).toString('utf8');
    return (JSON.parse(text.replace(/^j:/, '')) as { args?: unknown[] }).args?.[0] ?? null;
  } catch {
    return null;
  }
}
