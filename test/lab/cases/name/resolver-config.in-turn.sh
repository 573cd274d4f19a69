# Each program asks another name server first, and one of the two says that there is no such name: it is found now and then.
# ask: http://shop.corp.test:8000/
# says: options rotate
# fix: yes
# source: https://man7.org/linux/man-pages/man5/resolv.conf.5.html
setup() {
  web 8000
  start dnsmasq -k -p 53 -a 127.0.0.54 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= --host-record=shop.corp.test,$here
  names --local=/test/; printf 'nameserver 127.0.0.53\nnameserver 127.0.0.54\noptions rotate\n' >/etc/resolv.conf
}
client() { for _ in $(seq 20); do fetch http://shop.corp.test:8000/ || return 1; done; }
heal() { echo 'nameserver 127.0.0.54' >/etc/resolv.conf; }
