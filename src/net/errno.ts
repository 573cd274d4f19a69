const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENXIO: 'there is nobody at its other end',
};

/** Why a file cannot be read or written, in words; the error's name (errno(3)) for the rarer ones. */
export function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && words[code]) || code || String(error);
}
