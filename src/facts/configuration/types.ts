/** A file that a program's answer to "where do I listen" came from, read whole (at most 256 KiB). */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
  readonly modifiedAt: number;
  /** Why the caller may not write it, as access(2) says: by its mode, a read-only file system, or as immutable. */
  readonly locked?: 'EACCES' | 'EROFS' | 'EPERM';
}
