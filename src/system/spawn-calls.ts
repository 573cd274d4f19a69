import { loadedCalls, loadKoffi } from './netlink/library.js';

/** The calls that it takes to run a program, each as the C library declares it. */
export interface SpawnCalls {
  pipe2(ends: Buffer, flags: number): number;
  read(file: number, bytes: Buffer, length: number): number;
  close(file: number): number;
  waitpid(pid: number, status: Buffer, options: number): number;
  /** In a thread of its own: whoever calls it sleeps until the program has taken the place of the child. */
  readonly posix_spawnp: {
    async(
      pid: Buffer,
      program: string,
      actions: Buffer,
      attributes: Buffer,
      args: readonly (string | null)[],
      environment: readonly (string | null)[],
      done: (error: Error | null, failed: number) => void,
    ): void;
  };
  posix_spawn_file_actions_init(actions: Buffer): number;
  posix_spawn_file_actions_adddup2(actions: Buffer, file: number, as: number): number;
  posix_spawn_file_actions_addopen(
    actions: Buffer,
    as: number,
    path: string,
    flags: number,
    mode: number,
  ): number;
  posix_spawn_file_actions_destroy(actions: Buffer): number;
  posix_spawnattr_init(attributes: Buffer): number;
  posix_spawnattr_setflags(attributes: Buffer, flags: number): number;
  posix_spawnattr_setsigdefault(attributes: Buffer, signals: Buffer): number;
}

const pointer = 'void *';

function declareCalls(): SpawnCalls {
  const libc = loadKoffi().load(null);
  const declare = (name: keyof SpawnCalls, ...types: string[]) => libc.func(name, 'int', types);
  return {
    pipe2: declare('pipe2', pointer, 'int'),
    read: libc.func('read', 'intptr_t', ['int', pointer, 'size_t']),
    close: declare('close', 'int'),
    waitpid: declare('waitpid', 'int', pointer, 'int'),
    posix_spawnp: declare('posix_spawnp', pointer, 'str', pointer, pointer, 'const char **', 'const char **'),
    posix_spawn_file_actions_init: declare('posix_spawn_file_actions_init', pointer),
    posix_spawn_file_actions_adddup2: declare('posix_spawn_file_actions_adddup2', pointer, 'int', 'int'),
    posix_spawn_file_actions_addopen: declare(
      'posix_spawn_file_actions_addopen',
      pointer,
      'int',
      'str',
      'int',
      'uint32_t',
    ),
    posix_spawn_file_actions_destroy: declare('posix_spawn_file_actions_destroy', pointer),
    posix_spawnattr_init: declare('posix_spawnattr_init', pointer),
    posix_spawnattr_setflags: declare('posix_spawnattr_setflags', pointer, 'short'),
    posix_spawnattr_setsigdefault: declare('posix_spawnattr_setsigdefault', pointer, pointer),
  } as unknown as SpawnCalls;
}

let calls: SpawnCalls | undefined | null = null;

/** The calls, only where koffi was loaded for something else already: Node can do this too. */
export function spawnCalls(): SpawnCalls | undefined {
  if (calls === null && loadedCalls()) {
    try {
      calls = declareCalls();
    } catch {
      calls = undefined;
    }
  }
  return calls ?? undefined;
}
