#!/usr/bin/env bash
# Puts on a Debian machine what the tests and the fault lab play with: real servers, real firewalls, and the npm
# packages that some lab cases run. Safe to run again, and quick when all is there. None of the servers is started.
set -eu

# One package a line, so that everybody can add one.
packages=(
  apache2
  bc
  busybox-static
  ca-certificates
  caddy
  curl
  dnsmasq-base
  docker.io
  fish
  gunicorn
  haproxy
  iproute2
  ipset
  iptables
  ksh
  lighttpd
  lsof
  mariadb-server
  memcached
  ncat
  netcat-openbsd
  nftables
  nginx-light
  openssh-client
  openssh-server
  openssl
  php-cli
  php-fpm
  postgresql
  procps
  psmisc
  puma
  python3
  python3-django
  python3-flask
  python3-gevent
  python3-twisted
  python3-uvicorn
  redis-server
  screen
  slowhttptest
  socat
  sudo
  supervisor
  systemd
  tcsh
  tmux
  ufw
  util-linux
  uwsgi-core
  uwsgi-plugin-python3
  websockify
  wget
  wrk
  zsh
)

# npm packages for cases, kept out of the project's own dependencies.
npm_packages=(
  express@5
  fastify@5
  http-server@14
  nodemon@3
  pm2@6
  serve@14
  vite@7
)
cache=${NETCHECK_TEST_DEPS:-$HOME/.cache/netcheck-test}

if [ ! -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then
  echo "setup-machine.sh knows Debian only. Install by your own means: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "These Debian packages are missing, and installing them needs root: ${missing[*]}" >&2
    echo "Run: sudo bash test/setup-machine.sh" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  # Debian starts what it installs; this keeps the machine as quiet as it was.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
    trap 'rm -f "$policy"' EXIT
  fi
  apt-get -o DPkg::Lock::Timeout=300 update -q
  apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "${missing[@]}"
fi

# Installed, it would take the place of the service by which the machine keeps its own time.
chrony=$cache/chrony
if [ ! -x "$chrony/usr/sbin/chronyd" ]; then
  echo "unpacking chrony in $chrony"
  mkdir -p "$chrony"
  (cd "$chrony" && { apt-get download -q chrony || { apt-get update -q && apt-get download -q chrony; }; })
  dpkg -x "$chrony"/chrony_*.deb "$chrony"
fi

wanted="${npm_packages[*]}"
if [ "$(cat "$cache/installed" 2>/dev/null)" != "$wanted" ]; then
  echo "installing npm packages for the lab in $cache: $wanted"
  mkdir -p "$cache"
  [ -e "$cache/package.json" ] || echo '{ "private": true }' >"$cache/package.json"
  npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund "${npm_packages[@]}"
  echo "$wanted" >"$cache/installed"
fi
