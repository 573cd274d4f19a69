# The Caddyfile names another port since, and Caddy was not told.
# ask: 8081
# fix: yes
# twin: port/nothing-listens, port/wrong-port
setup() {
  export HOME=$PWD
  printf ':8080 {\n\trespond hello\n}\n' >Caddyfile
  nohup caddy run >caddy.log 2>&1 </dev/null &
  listening 8080
  sleep 0.1
  sed -i s/8080/8081/ Caddyfile
}
client() { fetch http://127.0.0.1:8081/; }
heal() { caddy reload; listening 8081; }
