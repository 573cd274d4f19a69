# sshd was given another port in its file, and not started again.
# ask: 2223
# fix: yes
# twin: port/nothing-listens, port/wrong-port
setup() {
  mkdir -p /run/sshd
  shield /etc/ssh
  ssh-keygen -q -t ed25519 -N '' -f host-key
  printf "Port 2222\nHostKey $PWD/host-key\nUsePAM no\n" >/etc/ssh/sshd_config
  /usr/sbin/sshd
  listening 2222
  sleep 0.1
  sed -i s/2222/2223/ /etc/ssh/sshd_config
}
client() { timeout 3 busybox nc -w 2 127.0.0.1 2223 </dev/null | grep -q SSH-2; }
heal() { kill -HUP "$(pgrep -o -x sshd)"; listening 2223; }
