# ssh -L 8000:localhost:8888: the far port is asked for at this end.
# ask: 8888
# says: 127.0.0.1:8000
# twin: port/nothing-listens, namespace/not-published
setup() {
  mkdir -p /run/sshd; port=8888
  ssh-keygen -q -t ed25519 -N '' -f host-key && ssh-keygen -q -t ed25519 -N '' -f key && chmod 600 key.pub
  start over_there /usr/sbin/sshd -D -h "$PWD/host-key" -p 2222 -o AuthorizedKeysFile="$PWD/key.pub" -o StrictModes=no -o PidFile=none -o UsePAM=no
  start over_there python3 -m http.server 8888
  listening 2222 there; listening 8888 there
  start ssh -N -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i key -p 2222 -L 8000:localhost:8888 root@$there
  listening 8000
}
client() { fetch http://127.0.0.1:$port/; }
heal() { port=8000; }
