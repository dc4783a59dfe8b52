package networkpolicy

import "net/netip"

// without is what is left of a network when others are taken out of it, as networks: iptables has
// no rule for the one without the others. Of IPv6 there is nothing on the node.
func without(cidr string, excepts []string) []netip.Prefix {
	whole, err := netip.ParsePrefix(cidr)
	if err != nil || !whole.Addr().Is4() {
		return nil
	}
	left := []netip.Prefix{whole.Masked()}
	for _, text := range excepts {
		except, err := netip.ParsePrefix(text)
		if err != nil {
			continue
		}
		var next []netip.Prefix
		for _, network := range left {
			next = append(next, minus(network, except.Masked())...)
		}
		left = next
	}
	return left
}

func minus(network, except netip.Prefix) []netip.Prefix {
	if !network.Overlaps(except) {
		return []netip.Prefix{network}
	}
	if except.Bits() <= network.Bits() {
		return nil
	}
	var left []netip.Prefix
	for _, half := range halves(network) {
		left = append(left, minus(half, except)...)
	}
	return left
}

func halves(network netip.Prefix) [2]netip.Prefix {
	bits := network.Bits()
	upper := network.Addr().As4()
	upper[bits/8] |= 0x80 >> (bits % 8)
	return [2]netip.Prefix{
		netip.PrefixFrom(network.Addr(), bits+1),
		netip.PrefixFrom(netip.AddrFrom4(upper), bits+1),
	}
}
