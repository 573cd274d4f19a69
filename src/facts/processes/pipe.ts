/** Whether what a descriptor leads to (readlink of /proc/PID/fd/N, proc(5)) is a pipe, which has no name: 'pipe:[1]'. */
export const isPipe = (link: string | null | undefined): link is string =>
  link?.startsWith('pipe:[') ?? false;
