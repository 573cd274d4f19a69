# Two socket units want one port: the second failed. Asked for by its name, and nobody may read a journal.
# ask: new.socket
# says: old.socket
# twin: process/crashed
# source: https://github.com/systemd/systemd/issues/14044
# fix: yes
setup() {
  systemd_up || return 1
  for name in old new; do
    printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=8000\nAccept=yes\n' >"$results/$name.socket"
    printf '[Unit]\nDefaultDependencies=no\n[Service]\nStandardInput=socket\nExecStart=-/bin/echo %s\n' $name >"$results/$name@.service"
    in_systemd cp "$results/$name.socket" "$results/$name@.service" /etc/systemd/system/
  done
  in_systemd systemctl daemon-reload && in_systemd systemctl start old.socket && ! in_systemd systemctl start new.socket
}
inside() { in_systemd "$@"; }
client() { timeout 3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/8000; read -r word <&3; [ "$word" = new ]'; }
heal() { in_systemd systemctl stop old.socket; in_systemd systemctl restart new.socket; }
cleanup() { kill -9 $systemd; }
