//! Who a request comes from.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN, REFERER, USER_AGENT, X_FORWARDED_FOR};
use ipnet::IpNet;

/// The client's address: the peer's, or, when the peer is a trusted proxy, the last forwarded one that is not itself a
/// trusted proxy's. What a client writes into the header stands further left and is never reached.
pub(super) fn ip(request: &HttpRequest, trusted: &[IpNet]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let values = request.headers().get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok());
    forwarded(peer, values.rev(), trusted)
}

/// `headers`: the last first.
fn forwarded<'h>(
    peer: IpAddr,
    headers: impl Iterator<Item = &'h str>,
    trusted: &[IpNet],
) -> IpAddr {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|block| block.contains(ip));
    let mut client = peer.to_canonical();
    for hop in headers.flat_map(|header| header.rsplit(',')) {
        if !is_trusted(&client) {
            break;
        }
        // `192.0.2.1`, `192.0.2.1:1234`, `[2001:db8::1]:1234`
        let hop = hop.trim();
        let hop =
            hop.parse().or_else(|_| hop.parse().map(|socket: std::net::SocketAddr| socket.ip()));
        let Ok(hop): Result<IpAddr, _> = hop else { break };
        client = hop.to_canonical();
    }
    client
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

pub(super) fn user_agent(request: &HttpRequest) -> &str {
    header(request, USER_AGENT).unwrap_or_default()
}

/// Every browser sends it with a POST; `None` is not a browser.
pub(super) fn origin(request: &HttpRequest) -> Option<&str> {
    request.headers().get(ORIGIN).map(|value| value.to_str().unwrap_or("null"))
}

/// The page that asks for an image.
pub(super) fn referer(request: &HttpRequest) -> Option<&str> {
    header(request, REFERER).filter(|page| !page.is_empty())
}

/// The origin of a page: all before its path.
pub(super) fn origin_of(page: &str) -> &str {
    let host = page.find("://").map_or(0, |at| at + 3);
    let path = page[host..].find(['/', '?', '#']);
    path.map_or(page, |path| &page[..host + path])
}

/// Global Privacy Control: whoever says so is measured anonymously at most.
pub(super) fn wants_privacy(request: &HttpRequest) -> bool {
    header(request, HeaderName::from_static("sec-gpc")) == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_page_is_all_before_its_path() {
        for page in ["https://a.example", "https://a.example/", "https://a.example?b=c/d"] {
            assert_eq!(origin_of(page), "https://a.example");
        }
        assert_eq!(origin_of("http://localhost:3000/a://b"), "http://localhost:3000");
        assert_eq!(origin_of("/a"), "");
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "2001:db8::/32"].iter().map(|text| text.parse().unwrap()).collect();
        let check = |peer: &str, header: &str, expected: &str| {
            let peer = peer.parse().unwrap();
            assert_eq!(
                forwarded(peer, [header].into_iter(), &trusted).to_string(),
                expected,
                "{peer} {header}"
            );
        };
        check("198.51.100.7", "203.0.113.9", "198.51.100.7");
        check("10.0.0.1", "203.0.113.9", "203.0.113.9");
        check("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9");
        check("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9");
        check("10.0.0.1", "203.0.113.9:4711", "203.0.113.9");
        check("2001:db8::1", "[2001:db9::5]:80", "2001:db9::5");
        check("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9");
        check("10.0.0.1", "unknown", "10.0.0.1");
        check("10.0.0.1", "", "10.0.0.1");
    }
}
