# A port that sshd has opened for ssh -R of another machine: a web server answers there, and no SSH.
# ask: 8000 --from self
setup() {
  mkdir -p /run/sshd; over_there python3 -m http.server 3000 & listening 3000 there
  ssh-keygen -q -t ed25519 -N '' -f "$results/key" && cp "$results/key.pub" "$results/authorized" && ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"
  start /usr/sbin/sshd -D -p 2222 -h "$results/host_key" -o UsePAM=no -o PidFile=none -o StrictModes=no -o PermitRootLogin=yes -o AuthorizedKeysFile="$results/authorized"
  listening 2222
  start over_there ssh -N -p 2222 -i "$results/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -R 8000:localhost:3000 root@$here
  listening 8000
}
client() { fetch http://127.0.0.1:8000/; }
