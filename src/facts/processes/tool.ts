const tools = new Set(
  (
    'sleep sh bash dash cat tail tee git convert ffmpeg make gcc npm find grep sort tar gzip rsync ssh top watch yes chrome chromium ' +
    'firefox curl wget scp sftp mpv ffprobe aplay arecord sox awk gawk mawk sed xargs zip unzip xz bzip2 zstd timeout inotifywait ' +
    'journalctl tcpdump pg_dump mysqldump ssh-agent gpg-agent less man vi vim nano tmux screen SCREEN'
  ).split(' '),
);

/** Programs that open no server: one that holds a listening socket has only inherited it. */
export const isTool = (program: string): boolean => tools.has(program.slice(program.lastIndexOf('/') + 1));
