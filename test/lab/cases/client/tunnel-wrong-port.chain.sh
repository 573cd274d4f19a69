# socat leads to another socat, whose own target is gone.
# ask: 8080
# says: leads on to 127.0.0.1:8000
# twin: http/empty-reply, tcp/reset
setup() {
  start nohup socat TCP-LISTEN:8080,fork,reuseaddr TCP:127.0.0.1:8081
  start nohup socat TCP-LISTEN:8081,fork,reuseaddr TCP:127.0.0.1:8000
  listening 8080 && listening 8081
}
client() { fetch http://127.0.0.1:8080/; }
heal() { web 8000; }
