//! Where a session came from: campaign tags, else an advertisement's click id, else the referrer, else nowhere known.

use std::borrow::Cow;

use footfall_protocol::Page;

/// GA4's words: `(direct)` and `(none)` for a session that came from nowhere known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Channel {
    pub source: String,
    pub medium: String,
    pub campaign: String,
}

const DIRECT: &str = "(direct)";

/// Longer tags are shortened; campaigns of real shops stay below 100.
const MAX_TAG_BYTES: usize = 150;

/// Click ids and whose they are.
const CLICK_IDS: &[(&str, &str, &str)] = &[
    ("gclid", "google", "cpc"),
    ("gbraid", "google", "cpc"),
    ("wbraid", "google", "cpc"),
    ("msclkid", "bing", "cpc"),
    ("fbclid", "facebook", "social"),
    ("ttclid", "tiktok", "cpc"),
];

/// Query parameters that say where from, and are no part of the page's address.
const TAGS: &[&str] = &[
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "gclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "fbclid",
    "ttclid",
    "_gl",
    "mc_eid",
    "mc_cid",
];

/// A label of the referrer's host, the source it is named, and its medium.
const REFERRERS: &[(&str, &str, &str)] = &[
    ("google", "google", "organic"),
    ("bing", "bing", "organic"),
    ("duckduckgo", "duckduckgo", "organic"),
    ("ecosia", "ecosia", "organic"),
    ("qwant", "qwant", "organic"),
    ("startpage", "startpage", "organic"),
    ("yahoo", "yahoo", "organic"),
    ("yandex", "yandex", "organic"),
    ("baidu", "baidu", "organic"),
    ("naver", "naver", "organic"),
    ("seznam", "seznam", "organic"),
    ("brave", "brave", "organic"),
    ("facebook", "facebook", "social"),
    ("instagram", "instagram", "social"),
    ("pinterest", "pinterest", "social"),
    ("tiktok", "tiktok", "social"),
    ("youtube", "youtube", "social"),
    ("reddit", "reddit", "social"),
    ("linkedin", "linkedin", "social"),
    ("twitter", "twitter", "social"),
    ("t.co", "twitter", "social"),
    ("x.com", "twitter", "social"),
    ("bsky", "bluesky", "social"),
    ("chatgpt", "chatgpt", "ai"),
    ("openai", "chatgpt", "ai"),
    ("perplexity", "perplexity", "ai"),
    ("claude", "claude", "ai"),
    ("gemini", "gemini", "ai"),
    ("copilot", "copilot", "ai"),
];

impl Channel {
    /// Of what no session is known of, in GA4's words.
    pub fn not_set() -> Self {
        let word = || "(not set)".to_owned();
        Self { source: word(), medium: word(), campaign: word() }
    }

    /// From nowhere known, whatever else its tags say.
    pub fn is_direct(&self) -> bool {
        self.source == DIRECT
    }

    /// Of a session that begins on this page.
    pub fn of(page: &Page) -> Self {
        // A route has a query of its own behind the `#`.
        let query = page.url.split_once(['?', '#']).map_or("", |(_, query)| query);
        let tag = |name: &str| {
            query
                .split(['&', '?', '#'])
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| decoded(value))
        };
        let source = tag("utm_source").filter(|source| !source.is_empty());
        if let Some(source) = source {
            let medium = tag("utm_medium").filter(|medium| !medium.is_empty());
            return Self {
                source,
                medium: medium.unwrap_or_else(|| "(none)".into()),
                campaign: tag("utm_campaign").unwrap_or_default(),
            };
        }
        let campaign = tag("utm_campaign").unwrap_or_default();
        if let Some((_, source, medium)) = CLICK_IDS.iter().find(|(id, ..)| tag(id).is_some()) {
            return Self { source: (*source).into(), medium: (*medium).into(), campaign };
        }
        let from = host(&page.referrer);
        if from.is_empty() || without_www(from) == without_www(host(&page.url)) {
            return Self { source: DIRECT.into(), medium: "(none)".into(), campaign };
        }
        let from = without_www(from).to_ascii_lowercase();
        let known = |name: &str| {
            if name.contains('.') {
                from == name
            } else {
                from.split('.').any(|label| label == name)
            }
        };
        // The more telling label stands further left: gemini.google.com is not the search.
        match REFERRERS.iter().rev().find(|(name, ..)| known(name)) {
            Some((_, source, medium)) => {
                Self { source: (*source).into(), medium: (*medium).into(), campaign }
            }
            None => Self { source: from, medium: "referral".into(), campaign },
        }
    }
}

/// The page in reports: path, query and route, without what says where from, and without the host, which is the shop.
pub fn page_path(url: &str) -> Cow<'_, str> {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let path = address.find('/').map_or("/", |slash| &address[slash..]);
    match path.split_once('#') {
        Some((path, route)) => {
            Cow::Owned(format!("{}#{}", without_tags(path), without_tags(route)))
        }
        None => without_tags(path),
    }
}

fn without_tags(path: &str) -> Cow<'_, str> {
    let Some((page, query)) = path.split_once('?') else { return Cow::Borrowed(path) };
    let is_tag = |pair: &&str| TAGS.contains(&pair.split('=').next().unwrap_or_default());
    if !query.split('&').any(|pair| is_tag(&pair)) {
        return Cow::Borrowed(path);
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tag(pair)).collect();
    Cow::Owned(if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) })
}

fn host(url: &str) -> &str {
    let address = url.split_once("://").map_or("", |(_, address)| address);
    address.split(['/', '?', ':']).next().unwrap_or_default()
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// A tag's value: `+` and `%20` are blanks, shortened at a character.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let ahead: Vec<u8> = rest.clone().take(2).collect();
                match hex(&ahead).filter(|_| ahead.len() == 2) {
                    Some(decoded) => {
                        bytes.push(decoded);
                        rest.nth(1);
                    }
                    None => bytes.push(b'%'),
                }
            }
            _ => bytes.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut removed = footfall_protocol::scrub::Removed::default();
    footfall_protocol::scrub::text(&text, MAX_TAG_BYTES, &mut removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, referrer: &str, expected: [&str; 3]) {
        let page =
            Page { view: 0, url: url.into(), title: String::new(), referrer: referrer.into() };
        let channel = Channel::of(&page);
        assert_eq!(
            [&*channel.source, &*channel.medium, &*channel.campaign],
            expected,
            "{url} from {referrer}"
        );
    }

    #[test]
    fn a_session_has_a_source() {
        let shop = "https://shop.example/a";
        check(shop, "", ["(direct)", "(none)", ""]);
        check(shop, "https://www.shop.example/b", ["(direct)", "(none)", ""]);
        check(shop, "https://www.google.co.uk/", ["google", "organic", ""]);
        check(shop, "https://gemini.google.com/app", ["gemini", "ai", ""]);
        check(shop, "https://l.instagram.com/", ["instagram", "social", ""]);
        check(shop, "https://t.co/abc", ["twitter", "social", ""]);
        check(shop, "https://blog.example.org/post?x=1", ["blog.example.org", "referral", ""]);
        check(&format!("{shop}?gclid=x"), "https://www.google.com/", ["google", "cpc", ""]);
        check(
            &format!(
                "{shop}?utm_source=news+letter&utm_medium=e%2Dmail&utm_campaign=spring%20sale"
            ),
            "https://mail.example/",
            ["news letter", "e-mail", "spring sale"],
        );
        check(&format!("{shop}?utm_source=x&utm_medium="), "", ["x", "(none)", ""]);
        check(&format!("{shop}?utm_source=x#/r"), "", ["x", "(none)", ""]);
        check(&format!("{shop}#/r?utm_source=x"), "", ["x", "(none)", ""]);
        check(&format!("{shop}?utm_source=%zz%e4"), "", ["%zz\u{fffd}", "(none)", ""]);
    }

    #[test]
    fn a_page_has_one_name() {
        assert_eq!(page_path("https://s.example/p?id=3&utm_source=x"), "/p?id=3");
        assert_eq!(page_path("https://s.example/p?utm_source=x"), "/p");
        assert_eq!(page_path("https://s.example/p?gclid=1&id=3&utm_source=x&c=4"), "/p?id=3&c=4");
        assert_eq!(page_path("https://s.example"), "/");
        assert_eq!(page_path("https://s.example/p?id=3"), "/p?id=3");
        assert_eq!(page_path("https://s.example/p?utm_source=x#/a/b?c=1&gclid=2"), "/p#/a/b?c=1");
        assert_ne!(page_path("https://s.example/#/a"), page_path("https://s.example/#/b"));
    }
}
