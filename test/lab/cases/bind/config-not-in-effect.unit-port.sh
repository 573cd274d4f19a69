# The unit sets another port since; systemd has neither read it nor started the service again.
# ask: 9000 --from lan
# fix: yes
# twin: port/nothing-listens, port/wrong-port
setup() {
  echo 'require("http").createServer((q, r) => r.end("hello")).listen(process.env.PORT)' >app.js
  systemd_up && unit shop "/usr/bin/node $PWD/app.js"
  in_systemd sed -i 's/^ExecStart/Environment=PORT=8000\nExecStart/' /run/systemd/system/shop.service
  in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 8000
  in_systemd sed -i s/8000/9000/ /run/systemd/system/shop.service
}
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:9000/; }
heal() { in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 9000; }
