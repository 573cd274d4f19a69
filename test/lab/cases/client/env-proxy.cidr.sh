# no_proxy has a network in CIDR form: curl reads that, Python does not. Clients differ, so it is a warning.
# ask: http://10.20.30.1:8000/
# expect: client/env-proxy
# verdict: reachable
setup() { web 8000; export http_proxy=http://127.0.0.1:3128 no_proxy=10.20.30.0/24; }
client() { python3 -c 'import urllib.request; urllib.request.urlopen("http://10.20.30.1:8000/", timeout=3)'; }
heal() { export no_proxy=10.20.30.1; }
