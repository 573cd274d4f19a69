import { program as aiohttp } from './aiohttp.js';
import { program as angular } from './angular.js';
import { program as apache } from './apache.js';
import { program as astro } from './astro.js';
import { program as beanstalkd } from './beanstalkd.js';
import { program as bottle } from './bottle.js';
import { program as caddy } from './caddy.js';
import { program as codeServer } from './code-server.js';
import { program as consul } from './consul.js';
import { program as coturn } from './coturn.js';
import { program as daphne } from './daphne.js';
import { program as django } from './django.js';
import { program as dnsmasq } from './dnsmasq.js';
import { program as dockerProxy } from './docker-proxy.js';
import { program as docusaurus } from './docusaurus.js';
import { program as dovecot } from './dovecot.js';
import { program as etcd } from './etcd.js';
import { program as fastapi } from './fastapi.js';
import { program as flask } from './flask.js';
import { program as gatsby } from './gatsby.js';
import { program as gearmand } from './gearmand.js';
import { program as gunicorn } from './gunicorn.js';
import { program as haproxy } from './haproxy.js';
import { program as httpServerNpm } from './http-server-npm.js';
import { program as httpServerPython } from './http-server-python.js';
import { program as hugo } from './hugo.js';
import { program as hypercorn } from './hypercorn.js';
import { program as icecast } from './icecast.js';
import { program as jekyll } from './jekyll.js';
import { program as jsonServer } from './json-server.js';
import { program as jupyter } from './jupyter.js';
import { program as kubectlPortForward } from './kubectl-port-forward.js';
import { program as laravel } from './laravel.js';
import { program as lighttpd } from './lighttpd.js';
import { program as liveServer } from './live-server.js';
import { program as mariadb } from './mariadb.js';
import { program as memcached } from './memcached.js';
import { program as mkdocs } from './mkdocs.js';
import { program as mlflow } from './mlflow.js';
import { program as mongodb } from './mongodb.js';
import { program as mosquitto } from './mosquitto.js';
import { program as named } from './named.js';
import { program as nats } from './nats.js';
import { program as netcat } from './netcat.js';
import { program as netcheck } from './netcheck.js';
import { program as next } from './next.js';
import { program as nghttpx } from './nghttpx.js';
import { program as nginx } from './nginx.js';
import { program as ngircd } from './ngircd.js';
import { program as node } from './node.js';
import { program as nuxt } from './nuxt.js';
import { program as ollama } from './ollama.js';
import { program as openssh } from './openssh.js';
import { program as parcel } from './parcel.js';
import { program as pgbouncer } from './pgbouncer.js';
import { program as phpFpm } from './php-fpm.js';
import { program as phpServer } from './php-server.js';
import { program as plackup } from './plackup.js';
import { program as pm2Daemon } from './pm2-daemon.js';
import { program as postfix } from './postfix.js';
import { program as postgres } from './postgres.js';
import { program as privoxy } from './privoxy.js';
import { program as proftpd } from './proftpd.js';
import type { Program } from './program.js';
import { program as prometheus } from './prometheus.js';
import { program as puma } from './puma.js';
import { program as quart } from './quart.js';
import { program as rabbitmq } from './rabbitmq.js';
import { program as rackup } from './rackup.js';
import { program as radicale } from './radicale.js';
import { program as rails } from './rails.js';
import { program as reactScripts } from './react-scripts.js';
import { program as redis } from './redis.js';
import { program as redisSentinel } from './redis-sentinel.js';
import { program as rinetd } from './rinetd.js';
import { program as rsyncd } from './rsyncd.js';
import { program as samba } from './samba.js';
import { program as sanic } from './sanic.js';
import { program as serveNpm } from './serve-npm.js';
import { program as slapd } from './slapd.js';
import { program as socat } from './socat.js';
import { program as spring } from './spring.js';
import { program as squid } from './squid.js';
import { program as sshTunnel } from './ssh-tunnel.js';
import { program as storybook } from './storybook.js';
import { program as streamlit } from './streamlit.js';
import { program as stunnel } from './stunnel.js';
import { program as supervisord } from './supervisord.js';
import { program as symfony } from './symfony.js';
import { program as systemdSocket } from './systemd-socket.js';
import { program as tensorboard } from './tensorboard.js';
import { program as thin } from './thin.js';
import { program as tinyproxy } from './tinyproxy.js';
import { program as tomcat } from './tomcat.js';
import { program as twisted } from './twisted.js';
import { program as unbound } from './unbound.js';
import { program as unicorn } from './unicorn.js';
import { program as uvicorn } from './uvicorn.js';
import { program as uwsgi } from './uwsgi.js';
import { program as varnish } from './varnish.js';
import { program as vite } from './vite.js';
import { program as vitepress } from './vitepress.js';
import { program as vsftpd } from './vsftpd.js';
import { program as vueCli } from './vue-cli.js';
import { program as waitress } from './waitress.js';
import { program as warp } from './warp.js';
import { program as webpackDevServer } from './webpack-dev-server.js';
import { program as wrangler } from './wrangler.js';
import { program as xinetd } from './xinetd.js';
import { program as yesod } from './yesod.js';

/** Every program that netcheck knows; the interpreters, which anything may run on, last. */
export const programs: readonly Program[] = [
  aiohttp,
  angular,
  apache,
  astro,
  beanstalkd,
  bottle,
  caddy,
  codeServer,
  consul,
  coturn,
  daphne,
  django,
  dnsmasq,
  dockerProxy,
  docusaurus,
  dovecot,
  etcd,
  fastapi,
  flask,
  gatsby,
  gearmand,
  gunicorn,
  haproxy,
  httpServerNpm,
  httpServerPython,
  hugo,
  hypercorn,
  icecast,
  jekyll,
  jsonServer,
  jupyter,
  kubectlPortForward,
  laravel,
  lighttpd,
  liveServer,
  mariadb,
  memcached,
  mkdocs,
  mlflow,
  mongodb,
  mosquitto,
  named,
  nats,
  netcat,
  netcheck,
  next,
  nghttpx,
  nginx,
  ngircd,
  nuxt,
  ollama,
  openssh,
  parcel,
  pgbouncer,
  phpFpm,
  phpServer,
  plackup,
  pm2Daemon,
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
  samba,
  sanic,
  serveNpm,
  slapd,
  socat,
  spring,
  squid,
  sshTunnel,
  storybook,
  streamlit,
  stunnel,
  supervisord,
  symfony,
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
  wrangler,
  yesod,
  node,
];
