//! The little text work both ends share, without what std's own drags into the Wasm: Unicode tables, searchers for any
//! pattern, number formatting, and slicing that can panic.

/// Without white space at its ends: ASCII's, and the no-break spaces that price templates leave behind.
pub(crate) fn trim(text: &str) -> &str {
    let mut text = text.trim_ascii();
    while let Some(shorter) = text.strip_prefix("\u{a0}").or_else(|| text.strip_suffix("\u{a0}")) {
        text = shorter.trim_ascii();
    }
    text
}

/// Without the bytes at its end that are such; they are ASCII.
pub(crate) fn trim_end(text: &str, is_trailing: impl Fn(u8) -> bool) -> &str {
    let trailing = text.bytes().rev().take_while(|&byte| is_trailing(byte)).count();
    text.get(..text.len() - trailing).unwrap_or_default()
}

/// What stands before and behind the first separator, which is ASCII. (Not any pattern: each would be a copy of this.)
pub fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before the first separator, or all of it, which is taken off `text`. `None` when there is nothing left.
pub(crate) fn take_part<'t>(text: &mut &'t str, separator: u8) -> Option<&'t str> {
    if text.is_empty() {
        return None;
    }
    let (part, rest) = split_once(text, separator).unwrap_or((text, ""));
    *text = rest;
    Some(part)
}

/// Whether a word stands, in any case, in a list with commas. (One text rather than a table: that has an address and a
/// length beside each word.)
pub(crate) fn is_listed(word: &str, mut list: &str) -> bool {
    while let Some(listed) = take_part(&mut list, b',') {
        if trim(listed).eq_ignore_ascii_case(word) {
            return true;
        }
    }
    false
}

/// `-12`
pub fn integer(integer: i64) -> String {
    let mut text = String::new();
    if integer < 0 {
        text.push('-');
    }
    push_decimal(&mut text, integer.unsigned_abs(), 0);
    text
}

/// `magnitude / 10^scale`, with exactly `scale` places.
pub(crate) fn push_decimal(text: &mut String, magnitude: u64, scale: u8) {
    if magnitude >= 10 || scale > 0 {
        push_decimal(text, magnitude / 10, scale.saturating_sub(1));
    }
    if scale == 1 {
        text.push('.');
    }
    push_digit(text, (magnitude % 10) as usize);
}

/// A hexadecimal digit.
pub(crate) fn push_digit(text: &mut String, digit: usize) {
    text.push_str(DIGITS.get(digit..=digit).unwrap_or_default());
}

pub(crate) const DIGITS: &str = "0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_std_writes_them() {
        for number in [0, 7, 10, -1, 1234, 1_000_000, i64::MAX, i64::MIN] {
            assert_eq!(integer(number), number.to_string());
        }
        for (magnitude, scale, expected) in
            [(5, 2, "0.05"), (1234, 2, "12.34"), (1230, 3, "1.230"), (0, 1, "0.0"), (10, 0, "10")]
        {
            let mut text = String::new();
            push_decimal(&mut text, magnitude, scale);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn texts_are_split_at_the_first_separator_only() {
        let split = |text| split_once(text, b'=');
        assert_eq!(split("ké=y=z"), Some(("ké", "y=z")));
        assert_eq!((split("="), split("none")), (Some(("", "")), None));
        assert_eq!(trim("\u{a0}\t 1 2\r\n"), "1 2");
    }
}
