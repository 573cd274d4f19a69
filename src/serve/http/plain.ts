import { STATUS_CODES } from 'node:http';
import { page } from '../files/html.js';
import { reply } from './reply.js';

const text = [
  'Content-Type',
  'text/plain; charset=utf-8',
  'X-Content-Type-Options',
  'nosniff',
  'Cache-Control',
  'no-store',
];
const json = ['Content-Type', 'application/json', 'Cache-Control', 'no-store'];

/** An answer of plain text in UTF-8 that nobody caches or takes for anything else. */
export const textReply = (body: string, status = 200, headers: readonly string[] = []): Response =>
  reply(status, [...text, 'Content-Length', String(Buffer.byteLength(body)), ...headers], body);

/** An answer of indented JSON. */
export const jsonReply = (value: unknown): Response => {
  const body = `${JSON.stringify(value, undefined, 2)}\n`;
  return reply(200, [...json, 'Content-Length', String(Buffer.byteLength(body))], body);
};

/** A refusal: a short page that says its status. */
export const errorReply = (status: number, says: string, headers: readonly string[] = []): Response => {
  const body = page(`${status} ${STATUS_CODES[status] ?? 'Error'}`, says);
  return reply(
    status,
    [
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Length',
      String(Buffer.byteLength(body)),
      ...headers,
    ],
    body,
  );
};
