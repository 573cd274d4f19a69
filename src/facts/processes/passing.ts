/** What servers hand to themselves when they start themselves anew, and supervisors to what they start. */
const inner = {
  names: new Set(
    (
      'NGINX GUNICORN_PID GUNICORN_FD SERVER_SOFTWARE DJANGO_AUTORELOAD_ENV FLASK_RUN_FROM_CLI MAINPID LISTEN_FDS LISTEN_PID ' +
      'LISTEN_FDNAMES NOTIFY_SOCKET UWSGI_RELOADS UWSGI_ORIGINAL_PROC_NAME NODE_UNIQUE_ID'
    ).split(' '),
  ),
  families: ['HAPROXY_', 'WERKZEUG_', 'WATCHDOG_', 'NODE_CHANNEL_'],
};

const familiesOf = (names: string): RegExp => new RegExp(`^(?:${names.replaceAll(' ', '|')})(?:_|[A-Z]*$)`);

/** They tell of a terminal, a session or a shell, and not how a server was set up. */
const ofSession = {
  names: new Set(
    (
      'PWD OLDPWD SHLVL SHELL ENV USER USERNAME LOGNAME MAIL LINES COLUMNS LANG LANGUAGE DISPLAY EDITOR VISUAL PAGER PS0 PS1 PS2 ' +
      'PS3 PS4 INIT_CWD COLOR NODE WINDOWID WINDOWPATH WAYLAND_DISPLAY XAUTHORITY SESSION_MANAGER INFOPATH MANPATH MANPAGER ' +
      'MANAGERPID SYSTEMD_EXEC_PID VIRTUAL_ENV_PROMPT JOURNAL_STREAM INVOCATION_ID MAKEFLAGS MAKELEVEL MFLAGS WORKON_HOME ' +
      'PNPM_HOME BUN_INSTALL CLICOLOR NO_COLOR FORCE_COLOR HOSTTYPE MACHTYPE OSTYPE'
    ).split(' '),
  ),
  /** `SSH_TTY` and `LESSOPEN` are of a family; `LSOF_PATH` is of none. */
  families: familiesOf(
    'LC XDG SSH SUDO TMUX TERM COLORTERM LESS LS HIST PROMPT DBUS GNOME KDE GTK QT GDK IM XMODIFIERS DESKTOP GPG VTE KONSOLE ' +
      'KITTY WT WSL VSCODE GIT FZF ZSH BASH CONDA NVM FNM VOLTA ASDF MISE SDKMAN PYENV RBENV STARSHIP DIRENV npm NPM PM2 pm ' +
      'SUPERVISOR MEMORY_PRESSURE',
  ),
};

/** Whether a server or its supervisor set the variable of this name for one run, so that it would mislead the next. */
export const isInner = (name: string): boolean =>
  inner.names.has(name) ||
  inner.families.some(family => name.startsWith(family) && name.length > family.length);

/** Whether the variable of this name is the session's that a server was started in. */
export const isOfSession = (name: string): boolean =>
  name.startsWith('_') || ofSession.names.has(name) || ofSession.families.test(name);
