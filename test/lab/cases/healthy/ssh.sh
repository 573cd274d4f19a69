# An SSH server, asked about as a port: it speaks first, and not HTTP.
# ask: 2222
# never: http/not-http
setup() { mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f "$results/host_key"; start nohup /usr/sbin/sshd -D -p 2222 -h "$results/host_key" -o UsePAM=no -o PidFile=none; listening 2222; }
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/2222; head -c 4 <&3" | grep -q SSH; }
