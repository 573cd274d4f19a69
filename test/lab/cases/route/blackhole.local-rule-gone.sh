# A script that cleaned up the policy rules has taken the first one too, which asks the local table.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; ip rule del pref 0; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule add pref 0 lookup local; }
