# TCP wrappers let one network in, and no other.
# ask: 22 --from lan
# fix: yes
setup() {
  mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f key
  echo 'ALL: ALL' >deny; mount --bind deny /etc/hosts.deny
  printf 'sshd: 192.168. 127.' >allow; mount --bind allow /etc/hosts.allow
  start /usr/sbin/sshd -D -h "$PWD/key" -o UsePAM=no; listening 22
}
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/22; head -n 1 <&3" | grep -q SSH; }
heal() { printf '\nsshd: 10.20.30.\n' >>/etc/hosts.allow; }
