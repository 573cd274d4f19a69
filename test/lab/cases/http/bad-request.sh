# nginx takes no line of a request as long as this URL.
# ask: "http://10.20.30.1:8080/search?q=$(printf 'a%.0s' {1..700})"
# says: 414 | large_client_header_buffers
# twin: healthy
setup() { site "server { listen 8080; client_header_buffer_size 512; large_client_header_buffers 1 512; root $web; location / { return 200 ok; } }"; listening 8080; }
client() { fetch "http://$here:8080/search?q=$(printf 'a%.0s' {1..700})"; }
heal() { sed -i 's/large_client_header_buffers 1 512/large_client_header_buffers 4 8k/' "$results/nginx.conf"; nginx -c "$results/nginx.conf" -s stop; sleep 0.5; nginx -c "$results/nginx.conf"; }
