import type { FilePart } from '../files/file.js';

/** File parts and the text between them (multipart boundaries), sent in order without being read into memory as a whole. */
export interface FileBody {
  readonly descriptor: number;
  readonly parts: readonly (string | FilePart)[];
  /** Closes the descriptor; harmless when called twice. */
  close(): void;
}

/** What an answer may carry. A string is text in UTF-8. */
export type Body = string | Uint8Array | FileBody | ReadableStream<Uint8Array> | null;

/** A body that is sent from an open file. */
export const isFileBody = (body: Body): body is FileBody =>
  body !== null && typeof body === 'object' && 'descriptor' in body;
