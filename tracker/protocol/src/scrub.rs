//! Privacy rules: what is taken out of texts and URLs before anything is queued, and again in the collector.
//!
//! Ids (order, item) are not scrubbed: they are keys the shop chose, and a key with a hole in it is another key.

use crate::limits::MAX_URL_BYTES;
use crate::texts::{split_once, trim, trim_end};

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
    let text = without_cards(&without_emails(trim(text), removed), removed);
    let shortened = (0..=max_bytes.min(text.len())).rev().find_map(|end| text.get(..end));
    shortened.unwrap_or_default().to_owned()
}

/// A URL: without user info and fragment, without sensitive parameters, its path and the remaining values scrubbed.
/// `also` names more of them, separated by commas: the site's own.
/// Anything but http(s) becomes empty: `file:`, `blob:` and extension pages say more about a person than about a shop.
pub fn url(url: &str, also: &str, removed: &mut Removed) -> String {
    let Some((scheme, rest)) = split_once(trim(url), |byte| byte == b':') else {
        return String::new();
    };
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let Some(rest) = rest.strip_prefix("//").filter(|_| is_web) else { return String::new() };
    let rest = before(rest, b'#');
    let (address, query) = split_once(rest, |byte| byte == b'?').unwrap_or((rest, ""));
    let mut host = before(address, b'/');
    let path = address.get(host.len()..).filter(|path| !path.is_empty()).unwrap_or("/");
    let with_user_info = host.len();
    while let Some((_, after)) = split_once(host, |byte| byte == b'@') {
        host = after;
    }
    removed.0 += u32::from(host.len() < with_user_info);

    let mut clean = String::new();
    clean.push_str(scheme);
    clean.push_str("://");
    push_without_spaces(&mut clean, host);
    push_without_spaces(&mut clean, &text(path, MAX_URL_BYTES, removed));
    let (mut separator, mut pairs) = ('?', query);
    while !pairs.is_empty() {
        let (pair, after) = split_once(pairs, |byte| byte == b'&').unwrap_or((pairs, ""));
        pairs = after;
        let key = before(pair, b'=');
        if is_sensitive(key, also) {
            removed.0 += u32::from(pair.len() > key.len() + 1);
            continue;
        }
        let pair = text(pair, MAX_URL_BYTES, removed);
        if pair.is_empty() {
            continue;
        }
        if clean.len() + 1 + pair.len() > MAX_URL_BYTES {
            break;
        }
        clean.push(separator);
        clean.push_str(&pair);
        separator = '&';
    }
    clean
}

fn is_sensitive(key: &str, also: &str) -> bool {
    SENSITIVE_PARAMS.iter().any(|name| name.eq_ignore_ascii_case(key)) || is_listed(key, also)
}

fn is_listed(key: &str, mut list: &str) -> bool {
    while !list.is_empty() {
        let (name, rest) = split_once(list, |byte| byte == b',').unwrap_or((list, ""));
        if trim(name).eq_ignore_ascii_case(key) {
            return true;
        }
        list = rest;
    }
    false
}

/// What stands before the first `separator`; all of it where there is none.
fn before(text: &str, separator: u8) -> &str {
    split_once(text, |byte| byte == separator).map_or(text, |(before, _)| before)
}

fn push_without_spaces(clean: &mut String, mut text: &str) {
    while let Some((before, after)) = split_once(text, |byte| byte == b' ') {
        clean.push_str(before);
        clean.push_str("%20");
        text = after;
    }
    clean.push_str(text);
}

/// `somebody@example.com`, also with `@` written `%40`, becomes `[email]`.
fn without_emails(text: &str, removed: &mut Removed) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some((before, sign, after)) = split_at_sign(rest) {
        // Runs end at ASCII bytes or at the end of the text, so they end at characters.
        let local = before.bytes().rev().take_while(|&byte| is_local(byte)).count();
        let domain = after.bytes().take_while(|&byte| is_domain(byte)).count();
        let host = trim_end(after.get(..domain).unwrap_or_default(), |byte| byte == b'.');
        let is_email = local > 0 && !host.starts_with('.') && host.bytes().any(|byte| byte == b'.');
        if is_email {
            clean.push_str(before.get(..before.len() - local).unwrap_or_default());
            clean.push_str("[email]");
            removed.0 += 1;
            rest = after.get(host.len()..).unwrap_or_default();
        } else {
            clean.push_str(before);
            clean.push_str(sign);
            rest = after;
        }
    }
    clean.push_str(rest);
    clean
}

/// Around the first `@` or `%40`.
fn split_at_sign(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let (at, width) = bytes.iter().enumerate().find_map(|(at, byte)| match byte {
        b'@' => Some((at, 1)),
        b'%' if bytes.get(at + 1..at + 3) == Some(b"40") => Some((at, 3)),
        _ => None,
    })?;
    Some((text.get(..at)?, text.get(at..at + width)?, text.get(at + width..)?))
}

fn is_local(byte: u8) -> bool {
    is_domain(byte) || matches!(byte, b'_' | b'+' | b'%' | b'\'')
}

/// Any letter beyond ASCII may be part of an address; punctuation there goes with it rather than a name staying.
fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || matches!(byte, b'.' | b'-')
}

/// 14 to 19 digits (blanks and hyphens between them allowed) that pass Luhn's check become `[card]`. Not 13: those
/// are article numbers (EAN), and cards of 13 digits are long out of use.
fn without_cards(text: &str, removed: &mut Removed) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(start) = rest.bytes().position(|byte| byte.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let run =
            from.bytes().take_while(|&byte| byte.is_ascii_digit() || is_between(byte)).count();
        let number = trim_end(from.get(..run).unwrap_or_default(), is_between);
        let is_card = (14..=19).contains(&digits(number).count()) && luhn(number);
        clean.push_str(before);
        clean.push_str(if is_card { "[card]" } else { number });
        removed.0 += u32::from(is_card);
        rest = from.get(number.len()..).unwrap_or_default();
    }
    clean.push_str(rest);
    clean
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'-')
}

fn digits(number: &str) -> impl DoubleEndedIterator<Item = u32> {
    number.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'))
}

fn luhn(number: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let weighed = |(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit };
    digits(number).rev().enumerate().map(weighed).sum::<u32>().is_multiple_of(10)
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
        assert_eq!(url(input, "", &mut Removed::default()), expected);
        assert_eq!(url(expected, "", &mut Removed::default()), expected, "scrubbing is idempotent");
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
