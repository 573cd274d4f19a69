# ufw denies the whole network first; an allow for the port must come before that.
# ask: 8000 --from lan
# fix: yes
# says: ufw prepend
setup() {
  web 8000
  ufw default allow incoming && ufw deny from 10.20.30.0/24 && ufw --force enable
}
client() { fetch_there http://$here:8000/; }
heal() { ufw prepend allow 8000/tcp; }
