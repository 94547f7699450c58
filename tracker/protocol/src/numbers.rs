//! Numbers that lead to a person: cards and telephones. Which is one, and which is a price, a date or an article, is told
//! by its length and its groups; what could be either is left alone unless it is written as people write such numbers.

use crate::scrub::Removed;

/// A text with fewer has none.
pub(crate) const MIN_DIGITS: usize = 9;

/// 14 to 19 digits (blanks and hyphens between them allowed) that pass Luhn's check become `[card]`. Not 13: those
/// are article numbers (EAN), and cards of 13 digits are long out of use.
/// Telephone numbers become `[phone]`: see [`phone_bytes`].
pub(crate) fn without_numbers(text: &str, removed: &mut Removed) -> String {
    let bytes = text.as_bytes();
    let (mut clean, mut kept, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        // What follows something that was taken out follows a bracket now.
        let before = if at == kept { b' ' } else { byte_before(bytes, at) };
        let (found, name) = match card_bytes(rest, before) {
            0 => (phone_bytes(rest, before), "[phone]"),
            card => (card, "[card]"),
        };
        if found > 0 {
            clean.push_str(text.get(kept..at).unwrap_or_default());
            clean.push_str(name);
            removed.0 += 1;
            at += found;
            kept = at;
        } else {
            at += 1;
        }
    }
    clean.push_str(text.get(kept..).unwrap_or_default());
    clean
}

/// The byte before a place; a blank for one that is written `%20` or the like.
fn byte_before(bytes: &[u8], at: usize) -> u8 {
    if at >= 3 && bytes.get(at - 3) == Some(&b'%') {
        return b' ';
    }
    at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ')
}

/// How many bytes of a text that begins with one are a card's number.
fn card_bytes(bytes: &[u8], before: u8) -> usize {
    // In the middle of a number, or in the two digits of `%20`.
    if before.is_ascii_digit() || before == b'%' {
        return 0;
    }
    let (mut sum, mut other, mut digits, mut length) = (0, 0, 0, 0);
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                let digit = u32::from(byte - b'0');
                let doubled = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
                // Every second digit counts doubled, from the end, so that both sums are kept and take turns.
                (sum, other) = (other + digit, sum + doubled);
                digits += 1;
                length = place + 1;
            }
            b' ' | b'-' if digits > 0 => {}
            _ => break,
        }
    }
    if (14..=19).contains(&digits) && sum % 10 == 0 { length } else { 0 }
}

/// How many bytes of a text that begins with one are a telephone's number:
/// * international: `+` or `00`, then 9 to 15 digits with whatever between them;
/// * national with a leading zero, 10 to 12 digits in groups: an area of 3 to 5 and the rest, `06-12345678`, or
///   `01 23 45 67 89`;
/// * North American: `(555) 123-4567`, `1-800-555-1234`, in any of the usual separators.
fn phone_bytes(bytes: &[u8], before: u8) -> usize {
    if before.is_ascii_alphanumeric() || matches!(before, b'-' | b'_' | b'#' | b'%') {
        return 0;
    }
    let (plus, mut at) = match bytes {
        [b'+', ..] => (true, 1),
        [b'%', b'2', b'B' | b'b', ..] => (true, 3),
        _ => (false, 0),
    };
    let byte = |at: usize| byte_at(bytes, at);
    // The lengths of the groups as hexadecimal digits: (555) 123-4567 is 0x334. The last four separators as bytes.
    let (mut shape, mut digits, mut kind, mut area, mut gaps, mut found) = (0u32, 0, b'x', 0, 0, 0);
    while digits < 18 {
        let begin = at;
        loop {
            at += match byte(at) {
                b' ' | b'-' | b'.' | b'(' | b')' => 1,
                // A path has numbers of its own.
                b'/' if before != b'/' => 1,
                // What a form makes of a blank.
                b'+' if at == begin => 1,
                b'%' if byte(at + 1) == b'2' => 3,
                _ => break,
            };
        }
        let length = digits_in(bytes, at);
        // Between two groups at most three bytes; before the first, only a bracket.
        if length == 0
            || at > begin + 3
            || (digits == 0 && at > begin && byte(begin) != b'(' && !plus)
        {
            break;
        }
        if digits == 0 {
            area = length;
            kind = match (byte(at), byte(at + 1), byte(at + 2)) {
                _ if plus => b'+',
                (b'0', b'0', third) if third > b'0' => b'I',
                (b'0', b'0', _) => b'x',
                (first, ..) => first,
            };
        } else {
            gaps = gaps << 8 | u32::from(byte(begin));
        }
        shape = shape << 4 | length.min(15) as u32;
        digits += length;
        at += length;
        let goes_on = byte(at) == b'-' && digits_in(bytes, at + 1) > 0;
        let is_phone = match kind {
            b'+' => (9..=15).contains(&digits),
            // In one, or after the country's code.
            b'I' => (12..=17).contains(&digits) && (shape <= 15 || area <= 5),
            b'0' => {
                (3..=5).contains(&area) && shape > 15 && (10..=12).contains(&digits)
                    || shape == 0x28
                    || shape == 0x22222 && gaps == (gaps & 0xff) * 0x0101_0101 && !goes_on
            }
            b'1' => shape == 0x1334 && !goes_on,
            _ => kind != b'x' && shape == 0x334 && !goes_on,
        };
        if is_phone && !byte(at).is_ascii_alphanumeric() && byte(at) != b'_' {
            found = at;
        }
    }
    found
}

#[inline(never)] // the bounds are checked once, rather than in each of a dozen copies
fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or_default()
}

#[inline(never)]
fn digits_in(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut removed = Removed::default();
        assert_eq!(without_numbers(text, &mut removed), expected);
        assert_eq!(removed.0 as usize, expected.matches('[').count(), "{text}");
    }

    #[test]
    fn telephone_numbers_are_taken_out() {
        for phone in [
            "+49 171 1234567",
            "+491711234567",
            "+49 (0)171/123 45-67",
            "+1 (555) 123-4567",
            "+1.555.123.4567",
            "+33 1 23 45 67 89",
            "+47 12 34 56 78",
            "%2B49%20171%201234567",
            "%2b491711234567",
            "+49%201711234567",
            "0049 171 1234567",
            "00491711234567",
            "0033 1 23 45 67 89",
            "(555) 123-4567",
            "555-123-4567",
            "555.123.4567",
            "555 123 4567",
            "1-800-555-1234",
            "1 (800) 555-1234",
            "0171 1234567",
            "0171/1234567",
            "0171-1234567",
            "0171%201234567",
            "0171+1234567",
            "(0171) 123 45 67",
            "030 / 1234567",
            "020 7946 0958",
            "06-12345678",
            "01 23 45 67 89",
            "01.23.45.67.89",
            "079 123 45 67",
        ] {
            check(phone, "[phone]");
            check(&format!("Call {phone}, or not"), "Call [phone], or not");
            check(&format!("tel={phone}&x"), "tel=[phone]&x");
        }
        check("+49 171 1234567 +49 172 7654321", "[phone] [phone]");
        check("555-123-4567 0171 1234567", "[phone] [phone]");
        check("+49 171 1234567 2026-11-24", "[phone] 2026-11-24");
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for other in [
            // prices
            "19.99",
            "1.234.567,89 €",
            "$1,234,567.89",
            "1 234 567.89",
            "+5.00",
            "0.99",
            "-0,50",
            "100.000 - 250.000",
            // dates and times
            "2026-11-24",
            "24.11.2026",
            "01.02.2026",
            "01/02/2026 10:30",
            "01-02-2026 12:30",
            "2026-11-24 10:30:00",
            "20261124103000",
            "2025-2026",
            "2026",
            // articles
            "4006381333931",
            "4 006381 333931",
            "036000291452",
            "0 36000 29145 2",
            "978-3-16-148410-0",
            "0-306-40615-2",
            // sizes
            "100x200",
            "120 x 60 x 75",
            "38-40-42",
            "90/60/90",
            "185 65 15",
            "0123",
            // orders, codes, addresses
            "100012345",
            "#0171 1234567",
            "SO-2026-00123",
            "302-1234567-1234567",
            "555-123-4567-8901",
            "INV-0171-1234567",
            "A0171 1234567",
            "0171 1234567b",
            "00001234567890",
            "01711234567",
            "192.168.100.200",
            "/p/0171/1234567",
            "v1.2.3",
            "c++20261124",
            "lamp+20261124",
            "50%2050%20",
        ] {
            check(other, other);
        }
    }

    #[test]
    fn cards_are_taken_out_and_article_numbers_are_not() {
        check("4111 1111 1111 1111 ok", "[card] ok");
        check("card%204111111111111111", "card%20[card]");
        check("4111-1111-1111-1111, 4111111111111112", "[card], 4111111111111112");
        check("EAN 4006381333931", "EAN 4006381333931");
        check("x378282246310005", "x[card]");
    }
}
