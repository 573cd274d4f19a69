# sshd has every IPv4 address; the fix gives it IPv6 beside that, for its [::] would take IPv4 from those who use it.
# ask: [fd20::1]:2222
# fix: yes
setup() { mkdir -p /run/sshd; ssh-keygen -qt ed25519 -N '' -f $PWD/key; printf 'Port 2222\nListenAddress 0.0.0.0\nHostKey %s/key\nPidFile %s/sshd.pid\n' "$PWD" "$PWD" >sshd_config; /usr/sbin/sshd -f $PWD/sshd_config; listening 2222; }
client() { connects $here6 2222 && connects $here 2222; }
heal() { echo 'ListenAddress ::' >>sshd_config; kill $(cat sshd.pid); sleep 0.5; /usr/sbin/sshd -f $PWD/sshd_config; listening 2222; }
