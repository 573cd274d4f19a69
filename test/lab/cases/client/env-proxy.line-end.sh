# The variables come from a file with line ends of Windows: the proxy is there and works, and clients cannot read its address.
# ask: http://10.20.30.1:8000/
# says: there is a blank or a line end in it
setup() {
  web 8000; own odd.mjs 3128 proxy; listening 3128
  printf 'http_proxy=http://127.0.0.1:3128\r\n' >.env
  set -a; . ./.env; set +a
}
client() { fetch http://$here:8000/; }
heal() { export http_proxy=${http_proxy%$'\r'}; }
