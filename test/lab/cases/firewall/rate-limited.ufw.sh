# ufw limits the port: six connections in thirty seconds.
# ask: 8000 --from lan
# fix: yes
# says: ufw allow 8000/tcp
setup() {
  web 8000
  ufw limit 8000/tcp && ufw --force enable
}
client() { for _ in 1 2 3 4 5 6 7 8; do fetch_there http://$here:8000/ || return 1; done; }
heal() { ufw allow 8000/tcp; }
