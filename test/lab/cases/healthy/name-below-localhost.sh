# A name below localhost stands for both loopback addresses, and clients that know it try both: the server takes IPv4.
# ask: http://shop.localhost:8000/
setup() { hosts $'127.0.0.1 shop.localhost\n::1 shop.localhost'; web 8000; }
client() { fetch http://shop.localhost:8000/; }
