# ssh -L, and the SSH server lets nobody forward: the server behind it is where it should be.
# ask: http://localhost:8000/
# source: https://github.com/microsoft/vscode-remote-release/issues/84
# says: AllowTcpForwarding yes
setup() {
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f host-key && ssh-keygen -q -t ed25519 -N '' -f key && chmod 600 key.pub
  start over_there python3 -m http.server 9999
  start over_there /usr/sbin/sshd -D -h "$PWD/host-key" -p 2222 -o AllowTcpForwarding=no -o AuthorizedKeysFile="$PWD/key.pub" -o StrictModes=no -o PidFile=none -o UsePAM=no
  listening 2222 there
  start ssh -N -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i key -p 2222 -L 8000:localhost:9999 root@$there
  listening 8000
}
client() { fetch http://localhost:8000/; }
