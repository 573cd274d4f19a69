// Slow clients by the thousand, and an honest one that asks all the while.
import { spawn } from 'node:child_process';
import { get } from 'node:http';

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** slowhttptest's four attacks, with 3,000 connections, 500 new ones a second. */
const attacks = {
  'slow headers': ['-H', '-i', '5', '-x', '24', '-t', 'GET'],
  'slow bodies': ['-B', '-i', '5', '-s', '8192', '-x', '10', '-t', 'POST'],
  'slow reading': ['-X', '-w', '512', '-y', '1024', '-n', '5', '-z', '32', '-k', '3'],
  'many ranges': ['-R', '-a', '10', '-b', '3000', '-t', 'HEAD'],
};

const probe = port =>
  new Promise(resolve => {
    const request = get({ port, host: '127.0.0.1', path: '/ping', agent: false, timeout: 3000 }, response => {
      let text = '';
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(response.statusCode === 200 && text === 'PONG'));
      response.on('error', () => resolve(false));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });

/** An honest download at a steady pace that takes ten seconds; true when every byte came. */
const download = (port, path, size) =>
  new Promise(resolve => {
    let received = 0;
    const request = get({ port, host: '127.0.0.1', path, agent: false }, response => {
      const began = Date.now();
      response.on('data', chunk => {
        received += chunk.length;
        const early = (10_000 * received) / size - (Date.now() - began);
        if (early > 0) {
          response.pause();
          setTimeout(() => response.resume(), early);
        }
      });
      response.on('error', () => resolve(false));
      response.on('close', () => resolve(received === size));
    });
    request.on('error', () => resolve(false));
  });

/** Of so many probes, half a second apart, how many were lost in each attack; and whether the ten-second downloads came whole. */
export const runAttacks = async (start, { probes, downloadPath, downloadSize }) => {
  const results = {};
  for (const [name, words] of Object.entries(attacks)) {
    const { port, stop, descriptors } = await start();
    const path = { 'slow reading': downloadPath, 'slow bodies': '/echo' }[name] ?? '/1k.bin';
    const seconds = String(Math.ceil(probes / 2) + 15);
    const child = spawn(
      'slowhttptest',
      [
        '-c',
        '3000',
        '-r',
        '500',
        '-l',
        seconds,
        '-p',
        '3',
        ...words,
        '-u',
        `http://127.0.0.1:${port}${path}`,
      ],
      {
        stdio: 'ignore',
      },
    );
    await sleep(4000);
    const whole = download(port, downloadPath, downloadSize);
    let lost = 0;
    let most = 0;
    for (let i = 0; i < probes; i++) {
      const began = Date.now();
      if (!(await probe(port))) lost++;
      most = Math.max(most, descriptors());
      await sleep(Math.max(0, 500 - (Date.now() - began)));
    }
    results[name] = {
      lost,
      descriptors: most,
      download: await Promise.race([whole, sleep(15_000).then(() => false)]),
    };
    child.kill('SIGKILL');
    await stop();
  }
  return results;
};
