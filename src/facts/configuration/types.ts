/** A file that a program's answer to "where do I listen" came from, read whole (at most 256 KiB). */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
  readonly modifiedAt: number;
}
