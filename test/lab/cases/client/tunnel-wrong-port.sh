# ssh -L leads to a port where nothing listens: connections are taken and closed.
# ask: http://localhost:8000/
# twin: http/empty-reply, process/hung
setup() {
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f host-key && ssh-keygen -q -t ed25519 -N '' -f key && chmod 600 key.pub
  start over_there /usr/sbin/sshd -D -h "$PWD/host-key" -p 2222 -o AuthorizedKeysFile="$PWD/key.pub" -o StrictModes=no -o PidFile=none -o UsePAM=no
  listening 2222 there
  start ssh -N -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i key -p 2222 -L 8000:localhost:9999 root@$there
  listening 8000
}
client() { fetch http://localhost:8000/; }
heal() { start over_there python3 -m http.server 9999; listening 9999 there; }
