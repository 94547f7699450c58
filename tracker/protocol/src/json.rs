//! JSON as the browser's half reads and writes it: the calls that `loader.js` wrote down, and the events that leave.
//!
//! Our own rather than serde_json, whose floats and error texts cost 16 kB of Wasm; the collector reads the same texts
//! with serde_json, and the tests hold the two equal. Numbers are never computed with here: an integer is an integer,
//! and of any other the text is kept. Blanks between values are not read, nor escapes beside `\u0000` to `\u007f`:
//! neither our loader nor this module nor the collector's answers write any.

use std::borrow::Cow;

use crate::Raw;
use crate::texts::{DIGITS, integer, push_digit};

/// The loader stops at 8; what is deeper is not its text.
const MAX_DEPTH: u32 = 16;
/// 2^53 has 16 digits: what is shorter is an exact integer in JavaScript, too.
const MAX_INTEGER_DIGITS: usize = 15;

/// The value that a text says, borrowed from it where it can be. `None` where it is not JSON.
pub fn read(text: &str) -> Option<Raw<'_>> {
    let mut rest = text;
    let value = value(&mut rest, MAX_DEPTH)?;
    if rest.is_empty() { Some(value) } else { None }
}

fn value<'a>(rest: &mut &'a str, depth: u32) -> Option<Raw<'a>> {
    let depth = depth.checked_sub(1)?;
    let first = rest.bytes().next()?;
    Some(match first {
        b'"' => Raw::Text(string(rest)?),
        b'[' | b'{' => {
            let (mut list, mut entries) = (Vec::new(), Vec::new());
            let is_map = first == b'{';
            let end = if is_map { b'}' } else { b']' };
            let mut more = take(rest, first) && !take(rest, end);
            while more {
                if is_map {
                    let key = string(rest)?;
                    if !take(rest, b':') {
                        return None;
                    }
                    entries.push((key, value(rest, depth)?));
                } else {
                    list.push(value(rest, depth)?);
                }
                more = take(rest, b',');
                if !more && !take(rest, end) {
                    return None;
                }
            }
            if is_map { Raw::Map(entries) } else { Raw::List(list) }
        }
        b'n' => word(rest, "null", Raw::Null)?,
        b't' => word(rest, "true", Raw::Bool(true))?,
        b'f' => word(rest, "false", Raw::Bool(false))?,
        _ => number(rest)?,
    })
}

/// Takes an ASCII byte, if it comes next.
fn take(rest: &mut &str, byte: u8) -> bool {
    let found = rest.as_bytes().first() == Some(&byte);
    if found {
        *rest = rest.get(1..).unwrap_or_default();
    }
    found
}

fn word<'a>(rest: &mut &'a str, word: &str, value: Raw<'a>) -> Option<Raw<'a>> {
    *rest = rest.strip_prefix(word)?;
    Some(value)
}

/// Its digits are looked at by whoever needs a number.
fn number<'a>(rest: &mut &'a str) -> Option<Raw<'a>> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let length = rest
        .bytes()
        .take_while(|&byte| is_digit(byte) || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        .count();
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !is_digit(digits.bytes().next()?) {
        return None;
    }
    if digits.len() > MAX_INTEGER_DIGITS || !digits.bytes().all(is_digit) {
        return Some(Raw::Number(Cow::Borrowed(text)));
    }
    let magnitude = digits.bytes().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some(Raw::Int(if digits.len() < text.len() { -magnitude } else { magnitude }))
}

fn string<'a>(rest: &mut &'a str) -> Option<Cow<'a, str>> {
    if !take(rest, b'"') {
        return None;
    }
    let mut text = String::new();
    loop {
        let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let (before, after) = rest.split_at_checked(plain)?;
        *rest = after;
        if take(rest, b'"') {
            if text.is_empty() {
                return Some(Cow::Borrowed(before));
            }
            text.push_str(before);
            return Some(Cow::Owned(text));
        }
        text.push_str(before);
        let (code, after) = rest.strip_prefix("\\u00")?.split_at_checked(2)?;
        *rest = after;
        let digit = |place: usize| hexadecimal_digit(code.as_bytes().get(place).copied()?);
        push_ascii(&mut text, digit(0)? << 4 | digit(1)?)?;
    }
}

fn hexadecimal_digit(byte: u8) -> Option<usize> {
    DIGITS.bytes().position(|digit| digit == byte | 0x20)
}

/// Not `String::push`: that of any character has all of UTF-8 in it.
fn push_ascii(text: &mut String, code: usize) -> Option<()> {
    text.push_str(str::from_utf8(&[u8::try_from(code).ok()?]).ok()?);
    Some(())
}

/// Writes what reads as the same value.
pub fn write(raw: &Raw, text: &mut String) {
    write_with("", raw, text, &mut |_, said, text| quote(said, text));
}

/// The same, with each text, and the key that it stands under, written by `put`.
pub(crate) fn write_with(
    key: &str,
    raw: &Raw,
    text: &mut String,
    put: &mut impl FnMut(&str, &str, &mut String),
) {
    match raw {
        Raw::Null => text.push_str("null"),
        Raw::Bool(bool) => text.push_str(if *bool { "true" } else { "false" }),
        Raw::Int(int) => text.push_str(&integer(*int)),
        Raw::Number(number) => text.push_str(number),
        Raw::Text(value) => put(key, value, text),
        Raw::List(values) => {
            text.push('[');
            for value in values {
                separate(text);
                write_with(key, value, text, put);
            }
            text.push(']');
        }
        Raw::Map(entries) => {
            text.push('{');
            for (key, value) in entries {
                name(key, text);
                write_with(key, value, text, put);
            }
            text.push('}');
        }
    }
}

/// A comma, but for the first in a list or a map.
fn separate(text: &mut String) {
    if !matches!(text.bytes().next_back(), Some(b'{' | b'[')) {
        text.push(',');
    }
}

/// Begins an entry of a map.
fn name(key: &str, text: &mut String) {
    separate(text);
    quote(key, text);
    text.push(':');
}

/// Begins an entry of a map, or a value in a list, whose key is empty.
pub fn begin(key: &str, text: &mut String) {
    if key.is_empty() { separate(text) } else { name(key, text) }
}

/// Writes a text.
pub fn quote(value: &str, text: &mut String) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\'))
        && let Some((plain, special)) = rest.split_at_checked(at)
    {
        text.push_str(plain);
        text.push_str("\\u00");
        let byte = usize::from(special.bytes().next().unwrap_or_default());
        for digit in [byte >> 4, byte & 15] {
            push_digit(text, digit);
        }
        rest = special.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_serde_reads_is_read() {
        for text in [
            r#"null"#,
            r#"[]"#,
            r#"[{"a":[],"b":{}},true,false,null,-12,19.99,0]"#,
            r#"{"a b":"x\u0022\u005C\u005c/é😀","":"","\u0041":"\u0000"}"#,
            r#"[123456789012345,-1,0.5,"[{,"]"#,
        ] {
            let expected: Raw = serde_json::from_str(text).unwrap();
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_nothing() {
        for text in [
            "", "[", "[1,]x", "{\"a\"}", "{a:1}", "\"x", "nul", "+1", "-", "[1 2]", "1 2", "\"\\",
            "[1}", "{1}", ".5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        for foreign in [r#""\n""#, r#""\u00e9""#, r#""\u0x41""#, r#""\u00""#, "[ 1]"] {
            assert_eq!(read(foreign), None, "{foreign}: nobody writes that here");
        }
    }

    fn values() -> impl Strategy<Value = Raw<'static>> {
        let leaf = prop_oneof![
            Just(Raw::Null),
            any::<bool>().prop_map(Raw::Bool),
            (-999_999_999_999_999i64..=999_999_999_999_999).prop_map(Raw::Int),
            (1i64..1_000_000, 1u8..99)
                .prop_map(|(whole, part)| Raw::Number(format!("{whole}.{part:02}5").into())),
            any::<String>().prop_map(|text| Raw::Text(text.into())),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let entries = prop::collection::vec(("[^\u{0}]{0,6}", inner.clone()), 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Raw::List),
                entries.prop_map(|entries| Raw::Map(
                    entries.into_iter().map(|(key, value)| (key.into(), value)).collect()
                )),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_by_both_ends_alike(value in values()) {
            let mut text = String::new();
            write(&value, &mut text);
            let read = read(&text);
            prop_assert_eq!(read.as_ref(), Some(&value));
            prop_assert_eq!(serde_json::from_str::<Raw>(&text).unwrap(), value);
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            read(&text);
        }
    }
}
