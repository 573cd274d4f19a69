# all_proxy leads to a SOCKS proxy that has gone.
# ask: http://10.20.30.1:8000/
setup() { web 8000; export all_proxy=socks5://127.0.0.1:1080; }
client() { fetch http://$here:8000/; }
heal() { unset all_proxy; }
