# A VPN's policy rule sends the replies to the neighbours of this machine into its tunnel.
# ask: 8000 --from lan
# says: tun9
setup() { web 8000; spare tun9 10.66.0.2/24; ip route add default dev tun9 table 51820; ip rule add lookup 51820 priority 100; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del priority 100; }
