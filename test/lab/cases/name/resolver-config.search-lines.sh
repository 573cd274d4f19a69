# A second line of search domains was added to resolv.conf, and it replaces the first.
# ask: http://shop:8000/
# says: line 3 replaces line 1
# twin: name/not-found
# fix: yes
setup() { web 8000; zone shop.corp.test=$here; printf 'search corp.test\nnameserver 127.0.0.53\nsearch lan.test\n' >/etc/resolv.conf; }
client() { fetch http://shop:8000/; }
heal() { printf 'nameserver 127.0.0.53\nsearch corp.test lan.test\n' >/etc/resolv.conf; }
