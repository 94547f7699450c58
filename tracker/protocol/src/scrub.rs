//! Privacy rules: what is taken out of texts and URLs before anything is queued, and again in the collector.
//!
//! Ids (order, item) are not scrubbed: they are keys the shop chose, and a key with a hole in it is another key.

use crate::limits::MAX_URL_BYTES;
use crate::numbers::{self, without_numbers};
use crate::texts::{is_listed, split_once, take_part, trim, trim_end};
use crate::tokens::{self, without_tokens};

/// How many pieces of personal data were taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed(pub u32);

/// Query parameters that carry secrets or people, whatever their value. Matched as a whole, in any case.
const SENSITIVE_PARAMS: &str = "access_token,address,apikey,api_key,auth,birthday,code,email,e-mail,first_name,firstname,\
    id_token,jwt,key,last_name,lastname,mail,mobile,name,passwd,password,phone,pwd,refresh_token,\
    secret,session,session_id,sessionid,sid,sig,signature,ssn,state,surname,tel,telephone,token,\
    user,user_id,username,zip";

/// A text for people: e-mail addresses, card and telephone numbers removed, shortened to `max_bytes` at a character.
pub fn text(text: &str, max_bytes: usize, removed: &mut Removed) -> String {
    clean(text, max_bytes, false, removed)
}

/// With `tokens`, as parts of an address are, those are removed as well.
fn clean(text: &str, max_bytes: usize, tokens: bool, removed: &mut Removed) -> String {
    if let Some(harmless) = harmless(text, max_bytes) {
        return harmless.to_owned();
    }
    let mut clean = trim(text).to_owned();
    // What was taken out, or cut off, may have hidden something: again, until nothing is found any more.
    loop {
        let before = removed.0;
        clean = without_emails(&clean, removed);
        if tokens {
            clean = without_tokens(&clean, removed);
        }
        clean = without_numbers(&clean, removed);
        let shortened = shortened(&clean, max_bytes);
        if removed.0 == before && shortened.len() == clean.len() {
            return clean;
        }
        clean = shortened.to_owned();
    }
}

/// Its beginning, cut at a character.
fn shortened(text: &str, max_bytes: usize) -> &str {
    let shortened = (0..=max_bytes.min(text.len())).rev().find_map(|end| text.get(..end));
    trim(shortened.unwrap_or_default())
}

/// The same of a text in which nothing, nor in a part of it, can be what is taken out: a look instead of three copies, for
/// the collector, where nearly every text is such. The browser has no bytes to spare for that.
fn harmless(text: &str, max_bytes: usize) -> Option<&str> {
    (cfg!(not(target_arch = "wasm32")) && is_harmless(text))
        .then(|| shortened(trim(text), max_bytes))
}

fn is_harmless(text: &str) -> bool {
    let (mut digits, mut run) = (0, 0);
    text.bytes().enumerate().all(|(at, byte)| {
        digits += usize::from(byte.is_ascii_digit());
        run = if tokens::kind(byte) > 0 { run + 1 } else { 0 };
        digits < numbers::MIN_DIGITS
            && run < tokens::MIN_BYTES
            && byte != b'@'
            && text.as_bytes().get(at..at + 3) != Some(b"%40")
    })
}

/// A URL: without user info, without sensitive parameters, its path and the remaining values scrubbed. `also` names more
/// such parameters, separated by commas: the site's own. A fragment stays where it is the route of a page (`#/…`, `#!/…`).
/// Anything but http(s) becomes empty: `file:`, `blob:` and extension pages say more about a person than about a shop.
pub fn url(url: &str, also: &str, removed: &mut Removed) -> String {
    let Some((scheme, rest)) = split_once(trim(url), b':') else { return String::new() };
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let Some(rest) = rest.strip_prefix("//").filter(|_| is_web) else { return String::new() };
    let (rest, fragment) = split_once(rest, b'#').unwrap_or((rest, ""));
    let mut host = before(before(rest, b'/'), b'?');
    let address = rest.get(host.len()..).unwrap_or_default();
    let with_user_info = host.len();
    while let Some((_, after)) = split_once(host, b'@') {
        host = after;
    }
    removed.0 += u32::from(host.len() < with_user_info);

    let mut clean = String::new();
    clean.push_str(scheme);
    clean.push_str("://");
    push_without_spaces(&mut clean, host);
    push_address(&mut clean, address, also, removed);
    if fragment.starts_with('/') || fragment.starts_with("!/") {
        let mut route = String::from("#");
        push_address(&mut route, before(fragment, b'#'), also, removed);
        if clean.len() + route.len() <= MAX_URL_BYTES {
            clean.push_str(&route);
        }
    }
    clean
}

/// A path and its query.
fn push_address(clean: &mut String, address: &str, also: &str, removed: &mut Removed) {
    let (path, mut pairs) = split_once(address, b'?').unwrap_or((address, ""));
    let path = if path.is_empty() { "/" } else { path };
    let has_spaces = split_once(path, b' ').is_some();
    match harmless(path, MAX_URL_BYTES).filter(|_| !has_spaces) {
        Some(path) => clean.push_str(path),
        None => {
            let mut escaped = String::new();
            push_without_spaces(&mut escaped, path);
            clean.push_str(&self::clean(&escaped, MAX_URL_BYTES, true, removed));
        }
    }
    let mut separator = "?";
    while let Some(pair) = take_part(&mut pairs, b'&') {
        let pair = trim(pair);
        let key = trim(before(pair, b'='));
        if is_listed(key, SENSITIVE_PARAMS) || is_listed(key, also) {
            removed.0 += u32::from(before(pair, b'=').len() + 1 < pair.len());
            continue;
        }
        let pair = self::clean(pair, MAX_URL_BYTES, true, removed);
        if pair.is_empty() {
            continue;
        }
        if clean.len() + 1 + pair.len() > MAX_URL_BYTES {
            break;
        }
        clean.push_str(separator);
        clean.push_str(&pair);
        separator = "&";
    }
}

/// What stands before the first `separator`; all of it where there is none.
fn before(text: &str, separator: u8) -> &str {
    split_once(text, separator).map_or(text, |(before, _)| before)
}

fn push_without_spaces(clean: &mut String, mut text: &str) {
    while let Some((before, after)) = split_once(text, b' ') {
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
        check_url("https://s.example/a ?b", "https://s.example/a%20?b");
        check_url(
            "https://s.example/reset/9f86d081884c7d659a2feaa0c55ad015?to=%2B49%20171%201234567",
            "https://s.example/reset/[token]?to=[phone]",
        );
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
    #[test]
    fn the_routes_of_a_page_are_scrubbed_and_stay_and_other_fragments_go() {
        check_url("https://s.example/#/a/b?q=1&token=x", "https://s.example/#/a/b?q=1");
        check_url("https://s.example/x?q=1#!/a@b.de/c", "https://s.example/x?q=1#!/[email]/c");
        check_url("https://s.example/#/a#b", "https://s.example/#/a");
        check_url("https://s.example/#access_token=abc", "https://s.example/");
        check_url("https://s.example/#!top", "https://s.example/");
        let long = format!("https://s.example/#/{}", "a".repeat(3000));
        check_url(&long, "https://s.example/");
    }

    #[test]
    fn a_site_names_more_parameters() {
        let scrubbed = |also| {
            let mut removed = Removed::default();
            (url("https://s.example/?Loyalty=7&x=1#/r?vip=1", also, &mut removed), removed.0)
        };
        assert_eq!(scrubbed("loyalty, vip"), ("https://s.example/?x=1#/r".to_owned(), 2));
        assert_eq!(scrubbed(",loyal"), ("https://s.example/?Loyalty=7&x=1#/r?vip=1".to_owned(), 0));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 4000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_was_scrubbed_once_is_clean(
            parts in proptest::collection::vec(
                proptest::sample::select(&[
                    "+49", "0171", "1234567", "555", "123", "4567", "00", "%2B", "%20", "%40", " ", " ", "-", ".",
                    "/", "(", ")", "+", "4111", "1111", "a", "ann", "@", "b.de", "é", "9f86d081884c7d65", "#", "?",
                    "=", "&", "token=", "http://s.example/", "https://", "!/", "#/", "_",
                ][..]), 0..24),
            max_bytes in 0..80usize,
        ) {
            let input = parts.concat();
            let mut removed = Removed::default();
            let long_way = without_numbers(&without_tokens(&without_emails(&input, &mut removed), &mut removed), &mut removed);
            proptest::prop_assert!(!is_harmless(&input) || (long_way == input && removed.0 == 0));
            let once = text(&input, max_bytes, &mut Removed::default());
            let mut removed = Removed::default();
            proptest::prop_assert_eq!(&text(&once, max_bytes, &mut removed), &once);
            proptest::prop_assert!(once.len() <= max_bytes && removed.0 == 0);
            for input in [&*input, &format!("https://s.example{input}"), &format!("http://s.example/{input}")] {
                let once = url(input, "x", &mut Removed::default());
                let mut removed = Removed::default();
                proptest::prop_assert_eq!(&url(&once, "x", &mut removed), &once, "{}", input);
                proptest::prop_assert_eq!(removed.0, 0);
            }
        }
    }
}
