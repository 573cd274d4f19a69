# ssh -L listens on loopback unless told otherwise.
# ask: 8000 --from lan
setup() {
  mkdir -p /run/sshd; over_there python3 -m http.server 3000 & listening 3000 there
  ssh-keygen -q -t ed25519 -N '' -f "$results/key" && cp "$results/key.pub" "$results/authorized" && ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"
  start over_there /usr/sbin/sshd -D -p 2222 -h "$results/host_key" -o UsePAM=no -o PidFile=none -o StrictModes=no -o PermitRootLogin=yes -o AuthorizedKeysFile="$results/authorized"
  listening 2222 there
  start ssh -N -p 2222 -i "$results/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -L 8000:localhost:3000 root@$there
  listening 8000
}
client() { fetch_there http://$here:8000/; }
heal() { end; start ssh -N -p 2222 -i "$results/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -L 0.0.0.0:8000:localhost:3000 root@$there; listening 8000; }
