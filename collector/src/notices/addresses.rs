//! Which addresses are out on the internet. A webhook's name is somebody's choice, and what it leads to must not be the
//! server's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// By the registries of special-purpose addresses (RFC 6890 and those after it): whatever is not global is not public.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0 // "this" network
        || address.is_private()
        || (a == 100 && (64..128).contains(&b)) // carriers' NAT
        || address.is_loopback()
        || address.is_link_local()
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 192 && b == 88 && c == 99) // relays from 6 to 4
        || (a == 198 && (18..20).contains(&b)) // benchmarks
        || address.is_documentation()
        || a >= 224) // multicast, reserved, broadcast
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // An IPv4 address in other clothes is what is in them: mapped, translated (64:ff9b::/96), from 6 to 4, and the old form.
    if let Some(v4) = embedded_v4(&address) {
        return is_public_v4(v4);
    }
    let [first, second, ..] = address.segments();
    // Global unicast is 2000::/3, but for what is set apart in it.
    (first & 0xe000) == 0x2000
        && !(first == 0x2001 && second < 0x200) // protocol assignments, Teredo among them
        && !(first == 0x2001 && second == 0xdb8) // documentation
        && !(first == 0x3fff && second < 0x1000) // documentation
}

fn embedded_v4(address: &Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let v4 = |at: usize| {
        let quad = octets.get(at..at + 4)?;
        Some(Ipv4Addr::from(<[u8; 4]>::try_from(quad).ok()?))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, _, _] => v4(12),
        [0x64, 0xff9b, 0, 0, 0, 0, _, _] => v4(12),
        [0x2002, ..] => v4(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_out_on_the_internet_is_public() {
        let check = |text: &str, expected: bool| {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(is_public(address), expected, "{text}");
        };
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2a00::1",
            "64:ff9b::101:101",
            "2002:101:101::",
            "::ffff:1.1.1.1",
        ] {
            check(public, true);
        }
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            check(private, false);
        }
    }
}
