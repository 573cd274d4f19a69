# Started with a bare & in a terminal. Its twin on 8001 was started likewise, and is gone since its window was closed.
# ask: 8000
# verdict: reachable
setup() { terminal 'python3 -m http.server 8001 &'; twin=$terminal; terminal 'python3 -m http.server 8000 &'; listening 8001 && listening 8000; hang_up $twin; }
client() { fetch http://127.0.0.1:8001/; }
heal() { terminal 'nohup python3 -m http.server 8001 &'; listening 8001; hang_up; }
