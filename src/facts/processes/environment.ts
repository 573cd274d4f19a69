/**
 * Variables that decide where a server listens, how it runs, or what a restart of it needs. Others are not kept: an
 * environment holds secrets.
 */
const names = new Set(
  (
    '_ HOST HOSTNAME ALLOWED_HOSTS PORT BIND ADDRESS ADDR LISTEN LISTEN_ADDR LISTEN_PORT SERVER_HOST SERVER_PORT SERVER_ADDR IP ' +
    'BIND_ADDR BIND_ADDRESS BIND_HOST LISTEN_ADDRESS LISTEN_HOST HTTP_ADDR ' +
    'WEB_CONCURRENCY GUNICORN_CMD_ARGS LISTEN_FDS LISTEN_PID NOTIFY_SOCKET INVOCATION_ID JOURNAL_STREAM ' +
    'PYTHONPATH VIRTUAL_ENV PYTHONUNBUFFERED CONDA_PREFIX NODE_ENV NODE_PATH NODE_OPTIONS NODE_UNIQUE_ID RACK_ENV RAILS_ENV ' +
    'PM2_HOME pm_exec_path pm_err_log_path pm_out_log_path pm_id PM2_USAGE name exec_mode npm_lifecycle_event npm_lifecycle_script ' +
    'npm_package_json npm_config_local_prefix ' +
    'TMUX STY SSH_CONNECTION SSH_TTY TERM container KUBERNETES_SERVICE_HOST XDG_SESSION_ID SUPERVISOR_PROCESS_NAME ' +
    'SUPERVISOR_GROUP_NAME SUPERVISOR_ENABLED SUDO_USER HOME PATH PWD JAVA_HOME CATALINA_HOME CATALINA_BASE JAVA_OPTS APACHE_CONFDIR ' +
    'TZ MAIL_CONFIG GEM_HOME GEM_PATH BUNDLE_GEMFILE RUBYLIB PERL5LIB CLASSPATH LD_LIBRARY_PATH MIX_ENV RUST_LOG UWSGI'
  ).split(' '),
);
const prefixes = [
  'FLASK_',
  'DJANGO_',
  'UVICORN_',
  'HYPERCORN_',
  'STREAMLIT_',
  'VITE_',
  'SPRING_',
  'SERVER_',
  'UWSGI_',
  'APACHE_',
  'JUPYTER_',
  'ROCKET_',
  'NITRO_',
  'NUXT_',
  'ASPNETCORE_',
  'PUMA_',
  'CATALINA_',
  'ETCD_LISTEN_',
  'ETCD_ADVERTISE_',
];
const secret = /pass|secret|token|key|credential|auth|cookie/i;

const LONGEST = 4096;

/** Words of names that are about an address, of whatever program: BIND_HOST, SHOP_LISTEN_ADDR. */
const places = new Set('HOST HOSTNAME BIND BINDING BINDIP LISTEN ADDR ADDRESS IP INTERFACE'.split(' '));
const isPlace = (name: string): boolean =>
  name
    .toUpperCase()
    .split('_')
    .some(word => places.has(word));

/** A value that is an address and nothing else, with or without scheme and port. */
const address =
  /^(?:\w{1,9}:\/\/)?(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f]*:[\da-f:]*:[\da-f]*\]?)(?::\d{1,5})?$/i;

/** A variable by which servers of many kinds are told how to run: its value is kept, whatever it is. */
export const isUsual = (name: string): boolean =>
  (names.has(name) || prefixes.some(prefix => name.startsWith(prefix))) && !secret.test(name);

/** Whether the value of a variable is kept. */
export const isKept = (name: string, value: string): boolean =>
  isUsual(name) || (isPlace(name) && !secret.test(name) && value.length < 64 && address.test(value));

/** In PM2's cluster mode a worker is given its own variables as one of JSON, and takes them over when it begins. */
function ofWorker(json: string): Record<string, string> {
  try {
    const found: unknown = JSON.parse(json);
    if (typeof found !== 'object' || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).flatMap(([name, value]) =>
        (typeof value === 'string' || typeof value === 'number') && isKept(name, String(value))
          ? [[name, String(value).slice(0, LONGEST)]]
          : [],
      ),
    );
  } catch {
    return {};
  }
}

/** The variables of /proc/PID/environ that matter, by name. */
export function parseEnvironment(text: string): Record<string, string> {
  const kept: Record<string, string> = {};
  let own: Record<string, string> = {};
  for (const entry of text.split('\0')) {
    const equals = entry.indexOf('=');
    if (equals <= 0) continue;
    const name = entry.slice(0, equals);
    if (name === 'pm2_env') own = ofWorker(entry.slice(equals + 1));
    else if (isKept(name, entry.slice(equals + 1)))
      kept[name] = entry.slice(equals + 1, equals + 1 + LONGEST);
  }
  return { ...kept, ...own };
}
