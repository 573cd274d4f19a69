# The title of sshd, with its options in it, runs on over its environment: nothing of that is left to hand on.
# ask: 2222 --from lan
# fix: yes
setup() { mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"; printf 'Port 2222\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\n' "$results/host_key" >"$results/sshd_config"; serve; }
serve() { start /usr/sbin/sshd -D -f "$results/sshd_config" -o UsePAM=no; listening 2222; }
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/2222; head -c 3 <&3" | grep -q SSH; }
heal() { end; sed -i 's/127.0.0.1/0.0.0.0/' "$results/sshd_config"; serve; }
