# A loop restarts it, and it dies each time.
# ask: 8000
# expect: process/crash-loop | process/crashed
setup() { echo 'raise SystemExit("shop.json: no such file")' >server.py; start nohup bash -c 'while :; do python3 server.py --port 8000 >>server.log 2>&1; sleep 0.2; done'; sleep 1; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
