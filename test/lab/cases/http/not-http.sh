# An SSH server on the port.
# ask: http://10.20.30.1:2222/
# says: SSH
setup() { mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"; start /usr/sbin/sshd -D -p 2222 -h "$results/host_key" -o UsePAM=no -o PidFile=none; listening 2222; }
client() { fetch http://$here:2222/; }
heal() { end; sleep 0.3; web 2222; }
