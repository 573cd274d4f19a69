# nsswitch.conf asks the hosts file only, and the name server knows the name.
# ask: http://shop.test:8000/
# twin: name/not-found
# fix: yes
setup() {
  sed 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf >"$results/nsswitch.conf"
  mount --bind "$results/nsswitch.conf" /etc/nsswitch.conf
  names --address=/shop.test/$here
  web 8000
}
client() { fetch http://shop.test:8000/; }
heal() { echo 'hosts: files dns' >/etc/nsswitch.conf; }
