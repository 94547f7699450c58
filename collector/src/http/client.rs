//! Who a request comes from.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderName, ORIGIN, REFERER, USER_AGENT, X_FORWARDED_FOR};
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

/// The origin of the page that sends a request of any kind: a form or an image, too, which may have no `Origin`. `None` is
/// not a browser; one that hides its page, which only `Sec-Fetch-Site` betrays, has the origin `null`, which no site
/// allows: else any page on the web could send in its visitors' names.
pub(super) fn page_origin(request: &HttpRequest) -> Option<&str> {
    let hidden = header(request, HeaderName::from_static("sec-fetch-site")).map(|_| "null");
    origin(request).or_else(|| referer(request).map(origin_of)).or(hidden)
}

/// Global Privacy Control: whoever says so is measured anonymously at most.
pub(super) fn wants_privacy(request: &HttpRequest) -> bool {
    header(request, HeaderName::from_static("sec-gpc")) == Some("1")
}

/// What says that a page is fetched ahead, and how it begins to: today's header, with `prefetch;prerender` among its
/// values; before it Chromium's, Firefox's, and Safari's (for pages that were shown small).
static AHEAD: [(HeaderName, &[&str]); 4] = [
    (HeaderName::from_static("sec-purpose"), &["prefetch", "prerender"]),
    (HeaderName::from_static("purpose"), &["prefetch"]),
    (HeaderName::from_static("x-moz"), &["prefetch"]),
    (HeaderName::from_static("x-purpose"), &["preview", "instant"]),
];

/// Fetched in case somebody opens it: nobody looks at it yet, and who comes to does so with a request that says nothing of
/// the kind.
pub(super) fn is_prefetch(request: &HttpRequest) -> bool {
    AHEAD.iter().any(|(name, words)| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        let begins = |value: &str, word: &str| {
            value.get(..word.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(word))
        };
        value.is_some_and(|value| words.iter().any(|word| begins(value, word)))
    })
}

/// An authority like `localhost:8080`, `[::1]` or `shop.localhost` that never leaves the machine.
pub(super) fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next(),
        None => authority.split(':').next(),
    };
    let host = host.unwrap_or_default();
    // All names below `localhost` are loopback by RFC 6761, and browsers take them so.
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// All between the scheme and the path.
pub(super) fn authority(url: &str) -> &str {
    let address = url.split_once("://").map_or("", |(_, address)| address);
    address.split(['/', '?', '#']).next().unwrap_or_default()
}

/// A program of this very machine that asks for itself: a proxy says whom it asks for, and a page that somebody here
/// has open, under a name that its owner made point to this machine, says that name.
pub(super) fn is_local(request: &HttpRequest) -> bool {
    const FORWARDING: [&str; 5] =
        ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
    let peer = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let host = header(request, HOST).unwrap_or_default();
    peer && is_loopback(host)
        && FORWARDING.iter().all(|name| !request.headers().contains_key(*name))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn loopback_is_a_host_that_is_itself() {
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://shop-1.localhost:8080",
            "http://[::1]:80/x",
            "http://127.9.9.9?x",
        ] {
            assert!(is_loopback(authority(url)), "{url}");
        }
        for url in [
            "https://localhost.example",
            "https://notlocalhost",
            "http://127.0.0.1.evil.example",
            "https://shop.example",
            "",
        ] {
            assert!(!is_loopback(authority(url)), "{url}");
        }
    }

    #[test]
    fn a_page_that_is_fetched_before_anybody_looks_at_it_says_so() {
        let check = |name: &str, value: &str, expected: bool| {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            assert_eq!(is_prefetch(&request), expected, "{name}: {value}");
        };
        check("Sec-Purpose", "prefetch", true);
        check("Sec-Purpose", "prefetch;prerender", true);
        check("Sec-Purpose", "prefetch; anonymous-client-ip", true);
        check("Purpose", "Prefetch", true);
        check("X-Moz", "prefetch", true);
        check("X-Purpose", "preview", true);
        check("Sec-Purpose", "", false);
        check("Purpose", "shopping", false);
        check("X-Moz", "microsummary", false);
    }

    #[test]
    fn only_a_program_of_this_machine_that_asks_for_itself_is_local() {
        let check = |peer: &str, headers: &[(&str, &str)], expected: bool| {
            let mut request = TestRequest::default().peer_addr(peer.parse().unwrap());
            for header in headers {
                request = request.insert_header(*header);
            }
            assert_eq!(is_local(&request.to_http_request()), expected, "{peer} {headers:?}");
        };
        let host = ("host", "127.0.0.1:8080");
        check("127.0.0.1:5", &[host], true);
        check("[::1]:5", &[("host", "localhost:8080")], true);
        check("[::ffff:127.0.0.1]:5", &[host], true);
        check("203.0.113.9:5", &[host], false);
        check("127.0.0.1:5", &[], false);
        check("127.0.0.1:5", &[("host", "rebound.example:8080")], false);
        for name in ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"] {
            check("127.0.0.1:5", &[host, (name, "")], false);
        }
    }

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
