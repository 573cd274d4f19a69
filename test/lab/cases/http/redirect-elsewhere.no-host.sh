# Everybody is redirected to the site's public name, which nobody has set: the Location is "https://", and that is no URL.
# ask: http://10.20.30.1:8000/
# says: no URL
setup() { site 'map $host $public { default ""; } server { listen 8000; location / { return 301 https://$public; } }'; listening 8000; }
client() { fetch -L http://$here:8000/; }
heal() { sed -i "s|return 301 .*; }|return 200 ok; }|" "$results/nginx.conf" && reload_site; }
