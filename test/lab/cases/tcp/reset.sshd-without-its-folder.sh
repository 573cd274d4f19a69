# The folder that sshd needs has gone since it was started: it ends each connection without its greeting.
# ask: 2222
# says: Missing privilege separation directory
setup() {
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$results/key"
  start /usr/sbin/sshd -D -E "$web/sshd.log" -p 2222 -h "$results/key" -o UsePAM=no
  listening 2222
  rmdir /run/sshd
}
client() { timeout 3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/2222; read -t 2 line <&3; [[ $line == SSH* ]]'; }
heal() { mkdir /run/sshd; }
