# nginx wants a user's name and password.
# ask: http://10.20.30.1:8080/
setup() { echo 'ana:{PLAIN}secret' >"$results/users"; site "server { listen 8080; root $web; auth_basic shop; auth_basic_user_file $results/users; }"; listening 8080; with=; }
client() { fetch $with http://$here:8080/; }
heal() { with='-u ana:secret'; }
