# ListenAddress 127.0.0.1 in a configuration of sshd.
# ask: 2222 --from lan
# fix: yes
setup() { mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"; printf 'Port 2222\nListenAddress 127.0.0.1\nHostKey %s\nUsePAM no\nPidFile none\n' "$results/host_key" >"$results/sshd_config"; start /usr/sbin/sshd -D -f "$results/sshd_config"; listening 2222; }
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/2222; head -c 3 <&3" | grep -q SSH; }
heal() { end; sed -i 's/127.0.0.1/0.0.0.0/' "$results/sshd_config"; start /usr/sbin/sshd -D -f "$results/sshd_config"; listening 2222; }
