# ufw denies what goes out.
# ask: 10.20.30.2:8000
# fix: yes
# says: ufw allow out
setup() {
  start over_there python3 -m http.server 8000; until_true fetch http://$there:8000/
  ufw default deny outgoing && ufw --force enable
}
client() { fetch http://$there:8000/; }
heal() { ufw allow out proto tcp to $there port 8000; }
