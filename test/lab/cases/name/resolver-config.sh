# The name server knows the name, and nsswitch.conf does not let anybody ask it.
# ask: http://shop.test:8000/
# says: nsswitch.conf
setup() { web 8000; names --host-record=shop.test,$here; printf 'passwd: files\nhosts: files\n' >/etc/nsswitch.conf; }
client() { fetch http://shop.test:8000/; }
heal() { printf 'passwd: files\nhosts: files dns\n' >/etc/nsswitch.conf; }
