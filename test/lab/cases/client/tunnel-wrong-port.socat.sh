# socat leads to a port of this machine that the server has left.
# ask: 8080
# twin: http/empty-reply, tcp/reset
setup() { start nohup socat TCP-LISTEN:8080,fork,reuseaddr TCP:127.0.0.1:8000; listening 8080; web 8001; }
client() { fetch http://127.0.0.1:8080/; }
heal() { web 8000; }
