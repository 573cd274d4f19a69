# The first name server is gone and the second one knows the name: slow, and no fault of the name's.
# ask: http://shop.test:8000/
setup() { names --address=/shop.test/$here; printf 'nameserver 10.20.30.99\nnameserver 127.0.0.53\n' >/etc/resolv.conf; web 8000; }
client() { curl -fsS -o /dev/null -m 15 http://shop.test:8000/; }
