import type { Program } from './program.js';
import { program as aiohttp } from './servers/aiohttp.js';
import { program as angular } from './servers/angular.js';
import { program as apache } from './servers/apache.js';
import { program as aria2 } from './servers/aria2.js';
import { program as astro } from './servers/astro.js';
import { program as beanstalkd } from './servers/beanstalkd.js';
import { program as bokeh } from './servers/bokeh.js';
import { program as bottle } from './servers/bottle.js';
import { program as bunPages } from './servers/bun-pages.js';
import { program as caddy } from './servers/caddy.js';
import { program as chainlit } from './servers/chainlit.js';
import { program as chroma } from './servers/chroma.js';
import { program as chrony } from './servers/chrony.js';
import { program as codeServer } from './servers/code-server.js';
import { program as consul } from './servers/consul.js';
import { program as coturn } from './servers/coturn.js';
import { program as cups } from './servers/cups.js';
import { program as daphne } from './servers/daphne.js';
import { program as denoServe } from './servers/deno-serve.js';
import { program as distcc } from './servers/distcc.js';
import { program as django } from './servers/django.js';
import { program as dnsmasq } from './servers/dnsmasq.js';
import { program as dockerProxy } from './servers/docker-proxy.js';
import { program as docusaurus } from './servers/docusaurus.js';
import { program as dotnet } from './servers/dotnet.js';
import { program as dovecot } from './servers/dovecot.js';
import { program as elixir } from './servers/elixir.js';
import { program as etcd } from './servers/etcd.js';
import { program as exim } from './servers/exim.js';
import { program as fastapi } from './servers/fastapi.js';
import { program as flask } from './servers/flask.js';
import { program as gatsby } from './servers/gatsby.js';
import { program as gearmand } from './servers/gearmand.js';
import { program as granian } from './servers/granian.js';
import { program as gunicorn } from './servers/gunicorn.js';
import { program as haproxy } from './servers/haproxy.js';
import { program as hitch } from './servers/hitch.js';
import { program as httpServerNpm } from './servers/http-server-npm.js';
import { program as httpServerPython } from './servers/http-server-python.js';
import { program as hugo } from './servers/hugo.js';
import { program as hypercorn } from './servers/hypercorn.js';
import { program as icecast } from './servers/icecast.js';
import { program as inetd } from './servers/inetd.js';
import { program as jekyll } from './servers/jekyll.js';
import { program as jsonServer } from './servers/json-server.js';
import { program as jupyter } from './servers/jupyter.js';
import { program as jwebserver } from './servers/jwebserver.js';
import { program as kubectlPortForward } from './servers/kubectl-port-forward.js';
import { program as laravel } from './servers/laravel.js';
import { program as lighttpd } from './servers/lighttpd.js';
import { program as litestar } from './servers/litestar.js';
import { program as liveServer } from './servers/live-server.js';
import { program as llamaServer } from './servers/llama-server.js';
import { program as mariadb } from './servers/mariadb.js';
import { program as marimo } from './servers/marimo.js';
import { program as mdbook } from './servers/mdbook.js';
import { program as meilisearch } from './servers/meilisearch.js';
import { program as memcached } from './servers/memcached.js';
import { program as minecraft } from './servers/minecraft.js';
import { program as minio } from './servers/minio.js';
import { program as mkdocs } from './servers/mkdocs.js';
import { program as mlflow } from './servers/mlflow.js';
import { program as mongodb } from './servers/mongodb.js';
import { program as monit } from './servers/monit.js';
import { program as mosquitto } from './servers/mosquitto.js';
import { program as mpd } from './servers/mpd.js';
import { program as muninNode } from './servers/munin-node.js';
import { program as named } from './servers/named.js';
import { program as nats } from './servers/nats.js';
import { program as netcat } from './servers/netcat.js';
import { program as netcheck } from './servers/netcheck.js';
import { program as next } from './servers/next.js';
import { program as nghttpx } from './servers/nghttpx.js';
import { program as nginx } from './servers/nginx.js';
import { program as ngircd } from './servers/ngircd.js';
import { program as node } from './servers/node.js';
import { program as nrpe } from './servers/nrpe.js';
import { program as nut } from './servers/nut.js';
import { program as nuxt } from './servers/nuxt.js';
import { program as ollama } from './servers/ollama.js';
import { program as openssh } from './servers/openssh.js';
import { program as parcel } from './servers/parcel.js';
import { program as pgbouncer } from './servers/pgbouncer.js';
import { program as phpFpm } from './servers/php-fpm.js';
import { program as phpServer } from './servers/php-server.js';
import { program as plackup } from './servers/plackup.js';
import { program as pm2Daemon } from './servers/pm2-daemon.js';
import { program as pocketbase } from './servers/pocketbase.js';
import { program as postfix } from './servers/postfix.js';
import { program as postgres } from './servers/postgres.js';
import { program as privoxy } from './servers/privoxy.js';
import { program as proftpd } from './servers/proftpd.js';
import { program as prometheus } from './servers/prometheus.js';
import { program as puma } from './servers/puma.js';
import { program as quart } from './servers/quart.js';
import { program as rabbitmq } from './servers/rabbitmq.js';
import { program as rackup } from './servers/rackup.js';
import { program as radicale } from './servers/radicale.js';
import { program as rails } from './servers/rails.js';
import { program as reactScripts } from './servers/react-scripts.js';
import { program as redis } from './servers/redis.js';
import { program as redisSentinel } from './servers/redis-sentinel.js';
import { program as rinetd } from './servers/rinetd.js';
import { program as rsyncd } from './servers/rsyncd.js';
import { program as rsyslog } from './servers/rsyslog.js';
import { program as samba } from './servers/samba.js';
import { program as sanic } from './servers/sanic.js';
import { program as serveNpm } from './servers/serve-npm.js';
import { program as shiny } from './servers/shiny.js';
import { program as slapd } from './servers/slapd.js';
import { program as snmpd } from './servers/snmpd.js';
import { program as socat } from './servers/socat.js';
import { program as spamd } from './servers/spamd.js';
import { program as sphinxAutobuild } from './servers/sphinx-autobuild.js';
import { program as spring } from './servers/spring.js';
import { program as squid } from './servers/squid.js';
import { program as sshTunnel } from './servers/ssh-tunnel.js';
import { program as starman } from './servers/starman.js';
import { program as storybook } from './servers/storybook.js';
import { program as streamlit } from './servers/streamlit.js';
import { program as stunnel } from './servers/stunnel.js';
import { program as supervisord } from './servers/supervisord.js';
import { program as symfony } from './servers/symfony.js';
import { program as syncthing } from './servers/syncthing.js';
import { program as systemdSocket } from './servers/systemd-socket.js';
import { program as tensorboard } from './servers/tensorboard.js';
import { program as thin } from './servers/thin.js';
import { program as tinyproxy } from './servers/tinyproxy.js';
import { program as tomcat } from './servers/tomcat.js';
import { program as twisted } from './servers/twisted.js';
import { program as unbound } from './servers/unbound.js';
import { program as unicorn } from './servers/unicorn.js';
import { program as uvicorn } from './servers/uvicorn.js';
import { program as uwsgi } from './servers/uwsgi.js';
import { program as varnish } from './servers/varnish.js';
import { program as vite } from './servers/vite.js';
import { program as vitepress } from './servers/vitepress.js';
import { program as vsftpd } from './servers/vsftpd.js';
import { program as vueCli } from './servers/vue-cli.js';
import { program as waitress } from './servers/waitress.js';
import { program as warp } from './servers/warp.js';
import { program as webpackDevServer } from './servers/webpack-dev-server.js';
import { program as wrangler } from './servers/wrangler.js';
import { program as xinetd } from './servers/xinetd.js';
import { program as xrdp } from './servers/xrdp.js';
import { program as xvnc } from './servers/xvnc.js';
import { program as yesod } from './servers/yesod.js';
import { program as zabbixAgent } from './servers/zabbix-agent.js';
import { program as zola } from './servers/zola.js';

/** Every program that netcheck knows; the interpreters, which anything may run on, last. */
export const programs: readonly Program[] = [
  aiohttp,
  angular,
  apache,
  aria2,
  astro,
  beanstalkd,
  bokeh,
  bottle,
  bunPages,
  caddy,
  chainlit,
  chroma,
  chrony,
  codeServer,
  consul,
  coturn,
  cups,
  daphne,
  denoServe,
  distcc,
  django,
  dnsmasq,
  dockerProxy,
  docusaurus,
  dovecot,
  dotnet,
  elixir,
  etcd,
  exim,
  fastapi,
  flask,
  gatsby,
  gearmand,
  granian,
  gunicorn,
  haproxy,
  hitch,
  httpServerNpm,
  httpServerPython,
  hugo,
  hypercorn,
  icecast,
  inetd,
  jekyll,
  jsonServer,
  jupyter,
  jwebserver,
  kubectlPortForward,
  laravel,
  lighttpd,
  litestar,
  liveServer,
  llamaServer,
  mariadb,
  marimo,
  mdbook,
  meilisearch,
  memcached,
  minecraft,
  minio,
  mkdocs,
  mlflow,
  mongodb,
  monit,
  mosquitto,
  mpd,
  muninNode,
  named,
  nats,
  netcat,
  netcheck,
  next,
  nghttpx,
  nginx,
  ngircd,
  nrpe,
  nut,
  nuxt,
  ollama,
  openssh,
  parcel,
  pgbouncer,
  phpFpm,
  phpServer,
  plackup,
  pm2Daemon,
  pocketbase,
  postfix,
  postgres,
  privoxy,
  proftpd,
  prometheus,
  puma,
  quart,
  radicale,
  rabbitmq,
  rackup,
  rails,
  reactScripts,
  redisSentinel,
  redis,
  rsyncd,
  rsyslog,
  samba,
  sanic,
  serveNpm,
  shiny,
  slapd,
  snmpd,
  socat,
  spamd,
  sphinxAutobuild,
  spring,
  squid,
  sshTunnel,
  starman,
  storybook,
  streamlit,
  stunnel,
  supervisord,
  symfony,
  syncthing,
  systemdSocket,
  tensorboard,
  thin,
  tinyproxy,
  tomcat,
  twisted,
  unbound,
  unicorn,
  uvicorn,
  uwsgi,
  varnish,
  vite,
  vitepress,
  vsftpd,
  vueCli,
  waitress,
  warp,
  webpackDevServer,
  rinetd,
  xinetd,
  xrdp,
  xvnc,
  wrangler,
  yesod,
  zabbixAgent,
  zola,
  node,
];
