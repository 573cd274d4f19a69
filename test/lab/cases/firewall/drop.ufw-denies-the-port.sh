# ufw lets everything in but this port, which somebody denied.
# ask: 8000 --from lan
# fix: yes
# says: ufw allow 8000/tcp
setup() {
  web 8000
  ufw default allow incoming && ufw deny 8000/tcp && ufw --force enable
}
client() { fetch_there http://$here:8000/; }
heal() { ufw allow 8000/tcp; }
