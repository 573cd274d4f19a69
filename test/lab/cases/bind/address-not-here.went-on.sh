# sshd was started before the network was up: of the two addresses in its file it has the one that was there.
# ask: 10.20.30.1:2222 --from lan
# says: it could not have that address when it started
# fix: yes
# source: https://github.com/delphix/delphix-platform/pull/146
setup() {
  mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"
  printf 'Port 2222\nListenAddress 127.0.0.1\nListenAddress 10.20.30.1\nHostKey %s\nPidFile none\n' "$results/host_key" >"$results/sshd_config"
  ip addr del 10.20.30.1/24 dev eth0
  start /usr/sbin/sshd -D -f "$results/sshd_config"; listening 2222
  ip addr add 10.20.30.1/24 dev eth0
}
client() { over_there timeout $patience bash -c 'exec 3<>/dev/tcp/10.20.30.1/2222; read -ru3 said; [[ $said = SSH* ]]'; }
heal() { end; start /usr/sbin/sshd -D -f "$results/sshd_config"; listening 2222; }
