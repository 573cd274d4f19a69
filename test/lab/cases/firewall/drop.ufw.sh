# ufw is on, and only ssh is allowed.
# ask: 8000 --from lan
# fix: yes
# says: ufw allow
setup() {
  web 8000
  for folder in /etc/ufw /etc/default; do cp -a $folder "$results/etc/" && mount --bind "$results/etc/${folder##*/}" $folder; done
  ufw allow 22/tcp && ufw --force enable
}
client() { fetch_there http://$here:8000/; }
heal() { ufw allow 8000/tcp; }
