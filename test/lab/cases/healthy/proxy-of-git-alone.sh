# git has the proxy of another network in its own file, and fails; nobody else goes there, and the server is well.
# ask: http://shop.test:8000/
# expect: client/env-proxy
# says: ~/.gitconfig
setup() {
  start over_there python3 -m http.server 8000
  listening 8000 there
  hosts "$there shop.test"
  printf '[user]\n\tname = ana\n[http]\n\tproxy = http://%s:3128\n' $here >"$HOME/.gitconfig"
}
client() { fetch http://shop.test:8000/; }
