# ssh -L leads to a machine that is off: connections are taken, and closed when the other side gives up.
# ask: 8000 --from self
# says: ask for the same address
# twin: http/empty-reply
setup() {
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f host-key && ssh-keygen -q -t ed25519 -N '' -f key && chmod 600 key.pub
  start over_there /usr/sbin/sshd -D -h "$PWD/host-key" -p 2222 -o AuthorizedKeysFile="$PWD/key.pub" -o StrictModes=no -o PidFile=none -o UsePAM=no
  listening 2222 there
  start ssh -N -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i key -p 2222 -L 8000:10.20.30.77:9999 root@$there
  listening 8000
}
client() { fetch http://localhost:8000/; }
heal() {
  over_there ip addr add 10.20.30.77/32 dev lo
  start over_there python3 -m http.server 9999
  listening 9999 there
}
