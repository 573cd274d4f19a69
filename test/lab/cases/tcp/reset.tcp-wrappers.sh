# hosts.deny keeps everybody from sshd: it takes the connection, and closes it without its greeting.
# ask: 10.20.30.1:2222
# expect: tcp/reset | app/access-denied
setup() {
  mkdir -p /run/sshd
  : >allow; mount --bind allow /etc/hosts.allow
  echo 'sshd: ALL' >deny; mount --bind deny /etc/hosts.deny
  ssh-keygen -q -t ed25519 -N '' -f "$results/key"
  start /usr/sbin/sshd -D -p 2222 -h "$results/key" -o UsePAM=no
  listening 2222
}
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/2222; read -t 2 line <&3; [[ \$line == SSH* ]]"; }
heal() { umount /etc/hosts.deny; }
