# A script that has a title in place of its command has accepted one client, and sleeps: it is the server, and nothing left of one.
# ask: shop
# never: port/held-by-child
# twin: port/held-by-child
setup() {
  cat >serve.pl <<'P'
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 16, ReuseAddr => 1) or die;
$0 = 'shop: web';
my $client = $server->accept;
sleep 600;
P
  start perl serve.pl; listening 8000; connects 127.0.0.1 8000; sleep 0.3
}
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
