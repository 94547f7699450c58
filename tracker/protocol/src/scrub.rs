//! Privacy rules: what is taken out of texts and URLs before anything is queued, and again in the collector.
//!
//! Ids (order, item) are not scrubbed: they are keys the shop chose, and a key with a hole in it is another key.

use crate::limits::MAX_URL_BYTES;

/// How many pieces of personal data were taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed(pub u32);

/// Query parameters that carry secrets or people, whatever their value. Matched as a whole, in any case.
const SENSITIVE_PARAMS: &[&str] = &[
    "access_token",
    "address",
    "apikey",
    "api_key",
    "auth",
    "birthday",
    "code",
    "email",
    "e-mail",
    "first_name",
    "firstname",
    "id_token",
    "jwt",
    "key",
    "last_name",
    "lastname",
    "mail",
    "mobile",
    "name",
    "passwd",
    "password",
    "phone",
    "pwd",
    "refresh_token",
    "secret",
    "session",
    "session_id",
    "sessionid",
    "sid",
    "sig",
    "signature",
    "ssn",
    "state",
    "surname",
    "tel",
    "telephone",
    "token",
    "user",
    "user_id",
    "username",
    "zip",
];

/// A text for people: e-mail addresses and card numbers removed, shortened to `max_bytes` at a character.
pub fn text(text: &str, max_bytes: usize, removed: &mut Removed) -> String {
    let text = without_cards(&without_emails(text.trim(), removed), removed);
    let end = (0..=max_bytes.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text[..end.unwrap_or(0)].to_owned()
}

/// A URL: without user info and fragment, without sensitive parameters, its path and the remaining values scrubbed.
/// Anything but http(s) becomes empty: `file:`, `blob:` and extension pages say more about a person than about a shop.
pub fn url(url: &str, removed: &mut Removed) -> String {
    let url = url.trim();
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    }) else {
        return String::new();
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = match address.find('/') {
        Some(slash) => address.split_at(slash),
        None => (address, "/"),
    };
    let host = match host.rsplit_once('@') {
        Some((_, host)) => {
            removed.0 += 1;
            host
        }
        None => host,
    };
    let mut clean =
        [scheme, "://", host, &text(path, MAX_URL_BYTES, removed)].concat().replace(' ', "%20");
    let mut separator = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if SENSITIVE_PARAMS.iter().any(|name| name.eq_ignore_ascii_case(key)) {
            removed.0 += u32::from(!value.is_empty());
            continue;
        }
        let pair = text(pair, MAX_URL_BYTES, removed);
        if clean.len() + 1 + pair.len() > MAX_URL_BYTES {
            break;
        }
        clean.push(separator);
        clean.push_str(&pair);
        separator = '&';
    }
    clean
}

/// `somebody@example.com`, also with `@` written `%40`, becomes `[email]`.
fn without_emails(text: &str, removed: &mut Removed) -> String {
    if !text.contains('@') && !text.contains("%40") {
        return text.to_owned();
    }
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '\'');
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, width)) = next_at(rest) {
        let start = rest[..at].trim_end_matches(local).len();
        let after = &rest[at + width..];
        let end = after.len() - after.trim_start_matches(domain).len();
        let host = after[..end].trim_end_matches('.');
        let is_email = start < at && host.find('.').is_some_and(|dot| dot > 0);
        if is_email {
            clean.push_str(&rest[..start]);
            clean.push_str("[email]");
            removed.0 += 1;
            rest = &after[host.len()..];
        } else {
            clean.push_str(&rest[..at + width]);
            rest = after;
        }
    }
    clean.push_str(rest);
    clean
}

fn next_at(text: &str) -> Option<(usize, usize)> {
    match (text.find('@'), text.find("%40")) {
        (Some(plain), Some(encoded)) if plain < encoded => Some((plain, 1)),
        (_, Some(encoded)) => Some((encoded, 3)),
        (Some(plain), None) => Some((plain, 1)),
        (None, None) => None,
    }
}

/// 14 to 19 digits (blanks and hyphens between them allowed) that pass Luhn's check become `[card]`. Not 13: those
/// are article numbers (EAN), and cards of 13 digits are long out of use.
fn without_cards(text: &str, removed: &mut Removed) -> String {
    let bytes = text.as_bytes();
    let mut clean = String::new();
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (start, mut end, mut digits) = (at, at, Vec::new());
        while at < bytes.len() && (bytes[at].is_ascii_digit() || matches!(bytes[at], b' ' | b'-')) {
            if bytes[at].is_ascii_digit() {
                digits.push(bytes[at] - b'0');
                end = at + 1;
            }
            at += 1;
        }
        if (14..=19).contains(&digits.len()) && luhn(&digits) {
            clean.push_str(&text[copied..start]);
            clean.push_str("[card]");
            removed.0 += 1;
            copied = end;
        }
    }
    clean.push_str(&text[copied..]);
    clean
}

fn luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| u32::from(if place % 2 == 1 { doubled(digit) } else { digit }))
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(input: &str, expected: &str) {
        let mut removed = Removed::default();
        assert_eq!(text(input, 60, &mut removed), expected);
        assert_eq!(removed.0 > 0, expected.contains('['), "{input}");
        assert_eq!(
            text(expected, 60, &mut Removed::default()),
            expected,
            "scrubbing is idempotent"
        );
    }

    #[test]
    fn texts_lose_addresses_and_cards_and_nothing_else() {
        check_text("Thanks, ann.b+shop@example.co.uk!", "Thanks, [email]!");
        check_text("für jörg@müller.de.", "für [email].");
        check_text("a@b.c, x%40y.org", "[email], [email]");
        check_text("@home 2 @ 5 a@b", "@home 2 @ 5 a@b");
        check_text("4111 1111 1111 1111 ok", "[card] ok");
        check_text("EAN 4006381333931", "EAN 4006381333931");
        check_text("4111111111111112", "4111111111111112");
        check_text("  trimmed  ", "trimmed");
    }

    #[test]
    fn texts_are_cut_at_a_character() {
        assert_eq!(text("ééé", 5, &mut Removed::default()), "éé");
    }

    fn check_url(input: &str, expected: &str) {
        assert_eq!(url(input, &mut Removed::default()), expected);
        assert_eq!(url(expected, &mut Removed::default()), expected, "scrubbing is idempotent");
    }

    #[test]
    fn urls_lose_what_is_personal() {
        check_url("https://u:p@shop.example/a?x=1#frag", "https://shop.example/a?x=1");
        check_url("https://shop.example", "https://shop.example/");
        check_url(
            "https://s.example/a?token=abc&Email=a@b.de&utm_source=x&q=a%40b.de",
            "https://s.example/a?utm_source=x&q=[email]",
        );
        check_url("https://s.example/reset/a@b.de/x", "https://s.example/reset/[email]/x");
        check_url("https://s.example/?&&a", "https://s.example/?a");
        for nothing in
            ["file:///home/ann/shop.html", "about:blank", "javascript:alert(1)", "/relative", ""]
        {
            check_url(nothing, "");
        }
        check_url(
            &format!("https://s.example/{}", "a".repeat(3000)),
            &format!("https://s.example/{}", "a".repeat(1999)),
        );
    }
}
