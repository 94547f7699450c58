//! A value as somebody said it: the one shape in which JavaScript objects and JSON bytes enter this crate, and leave it.
//!
//! Numbers keep their decimal text, because JavaScript's and serde's shortest text of a float is the number the shop
//! wrote, while the float itself is not.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::{Decimal, Reason, Refusal, texts};

/// Borrowed from the request's body where it can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that is not an i64, as its shortest decimal text.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Raw<'a>>),
    Map(Vec<(Cow<'a, str>, Raw<'a>)>),
}

impl<'a> Raw<'a> {
    pub const EMPTY: &'static Raw<'static> = &Raw::Map(Vec::new());

    /// The entry of a map. `None` for what is absent, null, or not in a map: senders write all three for "nothing".
    pub fn get(&self, key: &str) -> Option<&Raw<'a>> {
        match self.entries().iter().find(|(name, _)| name == key) {
            Some((_, Raw::Null)) | None => None,
            Some((_, value)) => Some(value),
        }
    }

    pub fn entries(&self) -> &[(Cow<'a, str>, Raw<'a>)] {
        match self {
            Raw::Map(entries) => entries,
            _ => &[],
        }
    }

    pub fn list(&self) -> Option<&[Raw<'a>]> {
        match self {
            Raw::List(values) => Some(values),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Raw::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a text, a number or a boolean: shops write order ids and SKUs as either.
    pub fn scalar(&self) -> Option<Cow<'_, str>> {
        match self {
            Raw::Text(text) | Raw::Number(text) => Some(Cow::Borrowed(text)),
            Raw::Int(int) => Some(Cow::Owned(texts::integer(*int))),
            Raw::Bool(bool) => Some(Cow::Borrowed(if *bool { "true" } else { "false" })),
            _ => None,
        }
    }

    /// A copy of a text, a number or a boolean.
    pub(crate) fn plain(&self) -> Option<Self> {
        match self {
            Raw::Text(text) => Some(Raw::Text(text.clone())),
            Raw::Number(text) => Some(Raw::Number(text.clone())),
            Raw::Int(int) => Some(Raw::Int(*int)),
            Raw::Bool(bool) => Some(Raw::Bool(*bool)),
            _ => None,
        }
    }

    /// An integer of the wire within `min..=max`; absent is `default`, and without one `missing`.
    pub fn int(
        &self,
        key: &'static str,
        min: i64,
        max: i64,
        default: Option<i64>,
    ) -> Result<i64, Refusal> {
        match (self.get(key), default) {
            (Some(Raw::Int(int)), _) if (min..=max).contains(int) => Ok(*int),
            (Some(Raw::Int(_)), _) => Err(Refusal::new(Reason::Range, key)),
            (Some(_), _) => Err(Refusal::new(Reason::Type, key)),
            (None, Some(default)) => Ok(default),
            (None, None) => Err(Refusal::new(Reason::Missing, key)),
        }
    }
}

/// The entries of a map on its way out.
#[derive(Default)]
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Raw<'a>)>);

impl<'a> Fields<'a> {
    pub(crate) fn put(&mut self, key: &'a str, value: Raw<'a>) {
        self.0.push((Cow::Borrowed(key), value));
    }

    pub(crate) fn text(&mut self, key: &'a str, text: &'a str) {
        self.put(key, Raw::Text(Cow::Borrowed(text)));
    }

    pub(crate) fn int(&mut self, key: &'a str, int: impl Into<i64>) {
        self.put(key, Raw::Int(int.into()));
    }

    /// As text, which no reader can round.
    pub(crate) fn decimal(&mut self, key: &'a str, decimal: Decimal) {
        self.put(key, Raw::Text(Cow::Owned(decimal.text())));
    }

    pub(crate) fn list<T>(&mut self, key: &'a str, values: &'a [T], raw: fn(&'a T) -> Raw<'a>) {
        let mut list = Vec::new();
        for value in values {
            list.push(raw(value));
        }
        self.put(key, Raw::List(list));
    }

    pub(crate) fn end(self) -> Raw<'a> {
        Raw::Map(self.0)
    }
}

/// All that leaves goes through here: each type with a serializer of its own would pay for it in the Wasm again.
/// Structs would pay most, as serde-wasm-bindgen keeps a hash table of their fields' names.
impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Raw::Null => serializer.serialize_unit(),
            Raw::Bool(bool) => serializer.serialize_bool(*bool),
            // In the browser as the float that all of JavaScript's numbers are (exact up to 2^53; times and counters
            // stay far below): serde-wasm-bindgen's way for 64 bits has an error message in it, and with that all of
            // core::fmt. In JSON it is the same text at both ends.
            Raw::Int(int) if cfg!(target_arch = "wasm32") => serializer.serialize_f64(*int as f64),
            Raw::Int(int) => serializer.serialize_i64(*int),
            Raw::Number(text) | Raw::Text(text) => serializer.serialize_str(text),
            Raw::List(values) => {
                let mut seq = serializer.serialize_seq(None)?;
                for value in values {
                    seq.serialize_element(value)?;
                }
                seq.end()
            }
            Raw::Map(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in entries {
                    map.serialize_entry(&**key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Raw<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Raw::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Raw::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Raw::Int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or_else(|_| Raw::Number(value.to_string().into()), Raw::Int))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // 2.0 in JSON is 2: JavaScript, which knows no other numbers, prints it so.
        if value.fract() == 0.0 && value.abs() < 9e15 {
            return Ok(Raw::Int(value as i64));
        }
        Ok(Raw::Number(value.to_string().into()))
    }
    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Raw::Text(Cow::Borrowed(value)))
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Raw::Text(Cow::Owned(value.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Raw::List(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // A batch has eight; nothing of it is kept for long.
        let mut entries = Vec::with_capacity(8);
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Raw::Map(entries))
    }
}

/// serde's own `Cow<str>` never borrows.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::deserialize(deserializer)? {
            Raw::Text(text) => Ok(Key(text)),
            _ => Err(D::Error::custom("a key is a text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_text_of_its_numbers_and_borrows_its_texts() {
        let json = r#"{"a":19.99,"b":2.0,"c":-3,"d":"x","e":[null,true],"f":1e20,"g":"\u00e9"}"#;
        let raw: Raw = serde_json::from_str(json).unwrap();
        assert_eq!(raw.get("a"), Some(&Raw::Number("19.99".into())));
        assert_eq!(raw.get("b"), Some(&Raw::Int(2)));
        assert_eq!(raw.get("c"), Some(&Raw::Int(-3)));
        assert!(matches!(raw.get("d"), Some(Raw::Text(Cow::Borrowed("x")))));
        assert_eq!(raw.get("e").and_then(Raw::list), Some(&[Raw::Null, Raw::Bool(true)][..]));
        assert_eq!(raw.get("f"), Some(&Raw::Number("100000000000000000000".into())));
        assert_eq!(raw.get("g").and_then(Raw::text), Some("é"));
    }

    #[test]
    fn nothing_is_written_in_three_ways() {
        let raw: Raw = serde_json::from_str(r#"{"a":null}"#).unwrap();
        assert_eq!((raw.get("a"), raw.get("b"), Raw::Int(1).get("c")), (None, None, None));
    }
}
