# A disowned job is not hung up. Its twin on 8001 proved it.
# ask: 8000
setup() { terminal 'python3 -m http.server 8001 >/dev/null 2>&1 & disown'; twin=$terminal; terminal 'python3 -m http.server 8000 >/dev/null 2>&1 & disown'; listening 8001 && listening 8000; hang_up $twin; fetch http://127.0.0.1:8001/; }
client() { fetch http://127.0.0.1:8000/; }
