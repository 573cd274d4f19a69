/** Configuration and sources of servers on 127.0.0.1:8000, by the paths where they look for them. */
export const configurations: Readonly<Record<string, string>> = {
  '/etc/nginx/nginx.conf': `user www-data;
worker_processes auto;
daemon on;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;
events { worker_connections 768; }
http {
\tinclude mime.types;
\tlog_format main '$remote_addr - "$request" \\'$status\\'';
\tmap $http_upgrade $connection_upgrade { default upgrade; '' close; }
\tupstream shop { server 127.0.0.1:3000 max_fails=3; server unix:/run/shop.sock down; keepalive 8; }
\tinclude /etc/nginx/sites-enabled/*;
}
`,
  '/etc/nginx/sites-enabled/default': `server {
\tlisten 127.0.0.1:8000 default_server;
\tlisten [::1]:8000 ipv6only=on;
\tserver_name _ *.shop.test ~^www\\d+\\.shop\\.test$;
\troot /var/www/html; # static
\tset $back 127.0.0.1:9000;
\tlocation / { try_files $uri $uri/ @app; }
\tlocation ^~ /api { allow 10.0.0.0/8; deny all; satisfy all; }
\tlocation ~* ^/(?<part>[a-z]+)/.*\\.php$ { fastcgi_pass unix:/run/php/php8.2-fpm.sock; }
\tlocation ^~ /api/ { if ($x) { set $y 1; } proxy_pass http://$back/v1/; proxy_set_header Host "$host"; }
\tlocation @app { proxy_pass http://shop; }
}
`,
  '/etc/apache2/apache2.conf': `ServerRoot "/etc/apache2"
DefaultRuntimeDir \${APACHE_RUN_DIR}
ErrorLog /var/log/apache2/error.log
Include ports.conf
IncludeOptional sites-enabled/*.conf
<Directory />
\tOptions FollowSymLinks
\tRequire all denied
</Directory>
`,
  '/etc/apache2/ports.conf': `Listen 127.0.0.1:8000
<IfModule ssl_module>
\tListen [::1]:443 https
</IfModule>
`,
  '/etc/apache2/sites-enabled/shop.conf': `<VirtualHost 127.0.0.1:8000 [::1]:8000>
\tServerName shop.test:8000
\tServerAlias www.shop.test \\
\t  old.shop.test
\tErrorLog /var/log/apache2/shop.log
\tProxyPass "/api" "http://127.0.0.1:3000/" retry=0 # back end
\tProxyPassMatch ^/b(.*)$ balancer://pool/$1
\tRewriteRule "^/(.*)" "http://127.0.0.1:3001/$1" [P,L]
\t<Location "/ws">
\t\tSetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"
\t</Location>
\tBalancerMember http://127.0.0.1:3002 route=a
\t<Directory "/var/www">
\t\tRequire ip 10.0.0 172.16.0.0/12
\t\tRequire local
\t</Directory>
</VirtualHost>
`,
  '/etc/haproxy/haproxy.cfg': `global
\tdaemon
\tlog /dev/log local0
defaults
\tmode http
\ttimeout connect 5s
frontend web
\tbind 127.0.0.1:8000 ssl crt /etc/ssl/shop.pem
\tbind ipv6@[::1]:8000
\tuse_backend api if { path_beg /api }
\tdefault_backend app
backend app
\tserver one 127.0.0.1:3000 check ssl verify none
\tserver two unix@/run/two.sock disabled
listen stats 127.0.0.1:9000
\tstats enable
`,
  '/etc/lighttpd/lighttpd.conf': `server.port = 8000
server.bind = "127.0.0.1"
server.errorlog = "/var/log/lighttpd/error.log"
include "conf-enabled/*.conf"
$SERVER["socket"] == "127.0.0.1:8000" { ssl.engine = "enable" }
`,
  '/srv/Caddyfile': `{
\tdefault_bind 127.0.0.1
}
:8000 {
\tbind 127.0.0.1 [::1]
\treverse_proxy /api/* 127.0.0.1:3000 unix//run/shop.sock {
\t\tto h2c://localhost:3001
\t\thealth_uri /
\t}
\tphp_fastcgi unix//run/php/php8.2-fpm.sock
}
`,
  '/var/lib/tomcat10/conf/server.xml': `<?xml version="1.0" encoding="UTF-8"?>
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <!-- <Connector port="8443" /> -->
    <Connector port="8000" protocol="HTTP/1.1" address="127.0.0.1"
               connectionTimeout="20000" />
    <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
  </Service>
</Server>
`,
  '/etc/redis/redis.conf':
    'bind 127.0.0.1 -::1\nprotected-mode yes\nport 8000\ntcp-backlog 511\nrequirepass "a b"\nsave 900 1\n',
  '/var/lib/postgresql/15/main/postgresql.conf':
    "data_directory = '/var/lib/postgresql/15/main'\n#listen_addresses = 'localhost'\t# what IP address(es)\nport = 8000\nmax_connections = 100\n",
  '/var/lib/postgresql/15/main/pg_hba.conf':
    'local all postgres peer\nhost "all" all 127.0.0.1/32 scram-sha-256\nhostssl shop ana 10.0.0.0 255.0.0.0 md5 # net\nhost replication all ::1/128 trust\nhost all all samenet reject\n',
  '/etc/mysql/mariadb.conf.d/50-server.cnf':
    '[mysqld]\nuser = mysql\nbind-address = 127.0.0.1\nport = 8000\n[client]\nsocket = /run/x\n',
  '/etc/mongod.conf': 'storage:\n  dbPath: /var/lib/mongodb\nnet:\n  port: 8000\n  bindIp: 127.0.0.1,::1\n',
  '/etc/memcached.conf': '-d\nlogfile /var/log/memcached.log\n-m 64\n-p 8000\n-u memcache\n-l 127.0.0.1\n',
  '/etc/dnsmasq.conf':
    'domain-needed\nlisten-address=127.0.0.1\nport=8000\nserver=/shop.test/10.0.0.1\nbind-interfaces\n',
  '/etc/ssh/sshd_config':
    'Include /etc/ssh/sshd_config.d/*.conf\nPort 8000\nListenAddress 127.0.0.1:8000\nListenAddress ::1\nMatch User ana\n\tAllowTcpForwarding no\n',
  '/etc/php/8.2/fpm/php-fpm.conf':
    '[global]\npid = /run/php/php8.2-fpm.pid\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\n',
  '/etc/php/8.2/fpm/pool.d/www.conf':
    '[www]\nuser = www-data\nlisten = 127.0.0.1:8000\nlisten.backlog = 511\npm = dynamic\n',
  '/etc/supervisor/supervisord.conf':
    '[supervisord]\nlogfile=/var/log/supervisor.log\n[program:shop]\ncommand=python3 /srv/app.py --host 127.0.0.1 100%%\nenvironment=A="b",C=d\n[include]\nfiles = conf.d/*.conf more/*.ini\n',
  '/srv/uwsgi.ini': '[uwsgi]\nhttp-socket = 127.0.0.1:8000\nmodule = shop:app\nmaster = true\n',
  '/srv/gunicorn.conf.py': 'import os\nbind = os.environ.get("BIND", "127.0.0.1:8000")\nworkers = 2\n',
  '/srv/manage.py':
    'import os, sys\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nfrom django.core.management import execute_from_command_line\n',
  '/srv/shop/settings.py':
    "DEBUG = True\nALLOWED_HOSTS = ['localhost']\nDATABASES = {'default': {'HOST': '127.0.0.1'}}\n",
  '/srv/app.py':
    'import argparse\nfrom flask import Flask\nfrom .views import home\napp = Flask(__name__)\np = argparse.ArgumentParser()\np.add_argument("-b", "--host", default="127.0.0.1")\nif __name__ == "__main__":\n    app.run(port=8000)\n',
  '/srv/views.py': 'import redis\nr = redis.Redis(host="127.0.0.1")\n',
  '/srv/app.js':
    'const express = require("express");\nimport { x } from "./lib/x.mjs";\nconst host = process.env.HOST || "127.0.0.1"; // where\nfetch("http://127.0.0.1:9000/");\nexpress().listen(8000, host);\nfastify.listen({ port: 8000 });\n',
  '/srv/lib/x.mjs': 'export const server = http.createServer(f).listen(8000, `localhost`);\n',
  '/srv/config/puma.rb': 'port ENV.fetch("PORT") { 8000 }\nbind "tcp://127.0.0.1:8000"\n',
  '/srv/package.json':
    '{\n  "name": "shop",\n  "scripts": { "start": "node app.js --host 127.0.0.1", "dev": "vite --host 127.0.0.1 --port 8000" },\n  "proxy": "http://127.0.0.1:9000"\n}\n',
  '/srv/vite.config.js':
    'export default { server: { host: "127.0.0.1", port: 8000, allowedHosts: [".shop.test"] } };\n',
  '/srv/start.sh':
    '#!/bin/sh\n# keeps it running\nrun() {\n  cd /srv && exec python3 app.py --host 127.0.0.1\n}\nwhile true; do\n  run >>log 2>&1 || sleep 1\n  python3 -m http.server 8000 --bind 127.0.0.1\ndone\n',
};
