import { randomUUID } from 'node:crypto';
import { closeSync } from 'node:fs';
import type { Body } from '../http/body.js';
import { errorReply } from '../http/plain.js';
import { reply } from '../http/reply.js';
import { headerOf } from '../http/request.js';
import { judge, rangeApplies, type Validators } from './conditions.js';
import type { FilePart, OpenFile } from './file.js';
import { parseRange } from './ranges.js';

/**
 * The answer to a GET or HEAD of an open file: whole, in parts, 304, 412 or 416 (RFC 9110, 13 and 14). `headers` are those
 * of the whole representation but for its length and validators; `type` is its Content-Type.
 */
export const fileReply = (
  request: Request,
  file: OpenFile,
  headers: readonly string[],
  type: string,
): Response => {
  const current = validatorsOf(file);
  const common = [...headers, 'ETag', current.etag, 'Last-Modified', dateText(current.modifiedSeconds)];
  const outcome = judge(conditionsOf(request), current);
  if (outcome !== 200) {
    close(file);
    return outcome === 304 ? reply(304, common, null) : errorReply(412, '<p>The file has changed.');
  }
  const range = request.method === 'GET' ? headerOf(request, 'range') : undefined;
  const parts =
    range !== undefined && rangeApplies(headerOf(request, 'if-range'), current)
      ? parseRange(range, file.size)
      : 'whole';
  if (parts === 'whole') return whole(request, file, common);
  if (parts === 'unsatisfiable') {
    close(file);
    return errorReply(416, '<p>The file is shorter.', ['Content-Range', `bytes */${file.size}`]);
  }
  return parts.length === 1 ? onePart(file, parts[0]!, common) : manyParts(file, parts, common, type);
};

const whole = (request: Request, file: OpenFile, common: readonly string[]): Response => {
  const headers = [...common, 'Accept-Ranges', 'bytes', 'Content-Length', String(file.size)];
  if (request.method === 'HEAD') close(file);
  return reply(200, headers, request.method === 'HEAD' ? null : bodyOf(file, [{ start: 0, end: file.size }]));
};

const onePart = (file: OpenFile, part: FilePart, common: readonly string[]): Response => {
  const headers = [
    ...common,
    'Content-Range',
    contentRange(part, file.size),
    'Content-Length',
    String(part.end - part.start),
  ];
  return reply(206, headers, bodyOf(file, [part]));
};

/** RFC 9110, 14.6: each part with its own Content-Type and Content-Range, between boundaries. */
const manyParts = (
  file: OpenFile,
  parts: readonly FilePart[],
  common: readonly string[],
  type: string,
): Response => {
  const boundary = randomUUID();
  const pieces = parts.flatMap((part, i) => [
    `${i === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(part, file.size)}\r\n\r\n`,
    part,
  ]);
  pieces.push(`\r\n--${boundary}--\r\n`);
  const length = pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : piece.end - piece.start),
    0,
  );
  const rest = common.filter((_, i) => common[i - (i % 2)] !== 'Content-Type');
  const headers = [
    'Content-Type',
    `multipart/byteranges; boundary=${boundary}`,
    ...rest,
    'Content-Length',
    String(length),
  ];
  return reply(206, headers, bodyOf(file, pieces));
};

const contentRange = ({ start, end }: FilePart, size: number): string => `bytes ${start}-${end - 1}/${size}`;

const bodyOf = (file: OpenFile, parts: readonly (string | FilePart)[]): Body => {
  if ('bytes' in file) {
    const buffers = parts.map(part =>
      typeof part === 'string' ? Buffer.from(part) : file.bytes.subarray(part.start, part.end),
    );
    return buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers);
  }
  const { descriptor } = file;
  let open = true;
  return {
    descriptor,
    parts,
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
};

const close = (file: OpenFile): void => {
  if ('descriptor' in file) closeSync(file.descriptor);
};

const conditionsOf = (request: Request): Parameters<typeof judge>[0] => ({
  ifMatch: headerOf(request, 'if-match'),
  ifNoneMatch: headerOf(request, 'if-none-match'),
  ifModifiedSince: headerOf(request, 'if-modified-since'),
  ifUnmodifiedSince: headerOf(request, 'if-unmodified-since'),
});

const validatorsOf = ({ etag, modifiedMs }: OpenFile): Validators => ({
  etag,
  modifiedSeconds: Math.floor(Math.min(modifiedMs, Date.now()) / 1000),
});

let lastSeconds = Number.NaN;
let lastText = '';

/** Dates are made once for a run of requests for the same file. */
const dateText = (seconds: number): string => {
  if (seconds !== lastSeconds) {
    lastSeconds = seconds;
    lastText = new Date(seconds * 1000).toUTCString();
  }
  return lastText;
};
