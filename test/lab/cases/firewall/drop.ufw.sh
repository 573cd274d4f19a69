# ufw is on, and only ssh is allowed.
# ask: 8000 --from lan
# fix: yes
# says: ufw allow
setup() {
  web 8000
  ufw allow 22/tcp && ufw --force enable
}
client() { fetch_there http://$here:8000/; }
heal() { ufw allow 8000/tcp; }
