//! JSON as the browser's half reads and writes it: the calls that `loader.js` wrote down, and the events that leave.
//!
//! Our own rather than serde_json, whose floats and error texts cost 16 kB of Wasm; the collector reads the same texts
//! with serde_json, and the tests hold the two equal. Numbers are never computed with here: an integer is an integer,
//! and of any other the text is kept.

use std::borrow::Cow;

use crate::Raw;
use crate::texts::integer;

/// The loader stops at 8; what is deeper is not its text.
const MAX_DEPTH: u32 = 16;
/// 2^53 has 16 digits: what is shorter is an exact integer in JavaScript, too.
const MAX_INTEGER_DIGITS: usize = 15;

/// The value that a text says, borrowed from it where it can be. `None` where it is not JSON.
pub fn read(text: &str) -> Option<Raw<'_>> {
    let mut rest = text;
    let value = value(&mut rest, MAX_DEPTH)?;
    blank(&mut rest);
    if rest.is_empty() { Some(value) } else { None }
}

fn value<'a>(rest: &mut &'a str, depth: u32) -> Option<Raw<'a>> {
    let depth = depth.checked_sub(1)?;
    Some(match next(rest)? {
        b'"' => Raw::Text(string(rest)?),
        b'[' => {
            let mut list = Vec::new();
            let mut more = !ends(rest, b']');
            while more {
                list.push(value(rest, depth)?);
                more = goes_on(rest, b']')?;
            }
            Raw::List(list)
        }
        b'{' => {
            let mut entries = Vec::new();
            let mut more = !ends(rest, b'}');
            while more {
                if next(rest)? != b'"' {
                    return None;
                }
                let key = string(rest)?;
                if next(rest)? != b':' {
                    return None;
                }
                entries.push((key, value(rest, depth)?));
                more = goes_on(rest, b'}')?;
            }
            Raw::Map(entries)
        }
        b'n' => word(rest, "ull", Raw::Null)?,
        b't' => word(rest, "rue", Raw::Bool(true))?,
        b'f' => word(rest, "alse", Raw::Bool(false))?,
        first => number(rest, first)?,
    })
}

fn blank(rest: &mut &str) {
    *rest = rest.trim_ascii_start();
}

/// Takes the next byte that is not white space. It is ASCII, or there is none.
fn next(rest: &mut &str) -> Option<u8> {
    blank(rest);
    let byte = rest.bytes().next()?;
    *rest = rest.get(1..)?;
    Some(byte)
}

/// Takes `end`, if it comes next.
fn ends(rest: &mut &str, end: u8) -> bool {
    let mut after = *rest;
    let found = next(&mut after) == Some(end);
    if found {
        *rest = after;
    }
    found
}

/// Takes a comma (`true`) or `end`.
fn goes_on(rest: &mut &str, end: u8) -> Option<bool> {
    match next(rest)? {
        b',' => Some(true),
        byte if byte == end => Some(false),
        _ => None,
    }
}

fn word<'a>(rest: &mut &'a str, word: &str, value: Raw<'a>) -> Option<Raw<'a>> {
    *rest = rest.strip_prefix(word)?;
    Some(value)
}

/// A number whose first byte was taken already; the digits are looked at by whoever needs a number.
fn number<'a>(rest: &mut &'a str, first: u8) -> Option<Raw<'a>> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    if first != b'-' && !is_digit(first) {
        return None;
    }
    let tail = rest
        .bytes()
        .take_while(|&byte| is_digit(byte) || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        .count();
    let (tail, after) = rest.split_at_checked(tail)?;
    *rest = after;
    let digits = tail.len() + usize::from(is_digit(first));
    if digits == 0 {
        return None;
    }
    if digits <= MAX_INTEGER_DIGITS && tail.bytes().all(is_digit) {
        let digit = |byte: u8| i64::from(byte - b'0');
        let start = if first == b'-' { 0 } else { digit(first) };
        let magnitude = tail.bytes().fold(start, |sum, byte| sum * 10 + digit(byte));
        return Some(Raw::Int(if first == b'-' { -magnitude } else { magnitude }));
    }
    let mut text = String::new();
    text.push(char::from(first));
    text.push_str(tail);
    Some(Raw::Number(Cow::Owned(text)))
}

/// A text whose opening quote was taken already.
fn string<'a>(rest: &mut &'a str) -> Option<Cow<'a, str>> {
    let mut text = Cow::Borrowed("");
    loop {
        let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let (before, after) = rest.split_at_checked(plain)?;
        if text.is_empty() {
            text = Cow::Borrowed(before);
        } else {
            text.to_mut().push_str(before);
        }
        let escape = after.starts_with('\\');
        *rest = after.get(1..)?;
        if !escape {
            return Some(text);
        }
        let code = rest.bytes().next()?;
        *rest = rest.get(1..)?;
        let c = match code {
            b'u' => unicode(rest)?,
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            code => char::from(code),
        };
        text.to_mut().push(c);
    }
}

/// `\u0041`, or a pair of surrogates; half a pair is no character, and JavaScript has such texts.
fn unicode(rest: &mut &str) -> Option<char> {
    let high = hex(rest)?;
    if high & 0xfc00 == 0xd800
        && let Some(mut after) = rest.strip_prefix("\\u")
        && let Some(low) = hex(&mut after).filter(|low| low & 0xfc00 == 0xdc00)
    {
        *rest = after;
        return char::from_u32(0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff));
    }
    Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn hex(rest: &mut &str) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(4)?;
    *rest = after;
    let mut value = 0;
    for byte in digits.bytes() {
        value = value << 4 | char::from(byte).to_digit(16)?;
    }
    Some(value)
}

/// Writes what reads as the same value.
pub fn write(raw: &Raw, text: &mut String) {
    match raw {
        Raw::Null => text.push_str("null"),
        Raw::Bool(bool) => text.push_str(if *bool { "true" } else { "false" }),
        Raw::Int(int) => text.push_str(&integer(*int)),
        Raw::Number(number) => text.push_str(number),
        Raw::Text(value) => quote(value, text),
        Raw::List(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                separate(index, text);
                write(value, text);
            }
            text.push(']');
        }
        Raw::Map(entries) => {
            text.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                separate(index, text);
                quote(key, text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn separate(index: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
}

/// Begins an entry of a map, or a value in a list, whose key is empty.
pub fn begin(key: &str, text: &mut String) {
    separate(usize::from(!text.ends_with(['{', '['])), text);
    if !key.is_empty() {
        quote(key, text);
        text.push(':');
    }
}

/// Writes a text.
pub fn quote(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\0'..='\u{1f}' => {
                text.push_str(if c < '\u{10}' { "\\u000" } else { "\\u001" });
                text.push(char::from(b"0123456789abcdef"[c as usize & 15]));
            }
            c => text.push(c),
        }
    }
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
            r#" [ ] "#,
            r#"[{"a":[],"b":{}},true,false,null,-12,19.99,0]"#,
            r#"{"a b":"x\n\t\"\\\/é","c":"\u00e9\ud83d\ude00\ud83d","" :""}"#,
            r#"[123456789012345,-1,0.5,"\u0000"]"#,
        ] {
            // serde_json refuses half a pair of surrogates, which JavaScript can write.
            let theirs = text.replace("\\ud83d\"", "\u{fffd}\"");
            let expected: Raw = serde_json::from_str(&theirs).unwrap();
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_nothing() {
        for text in
            ["", "[", "[1,]x", "{\"a\"}", "{a:1}", "\"x", "nul", "+1", "-", "[1 2]", "1 2", "\"\\"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
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
