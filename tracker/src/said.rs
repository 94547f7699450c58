//! Reads what the page said: JavaScript values → [`Raw`]. And writes what will be said of it: protocol → JSON.
//!
//! By hand rather than by serde, whose inbound half costs 16 kB. Getters that throw, cycles and DOM nodes are met in
//! real layers: a property that can't be read is nothing, and depth and size are bounded.

use footfall_protocol::Raw;
use js_sys::{Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An item in a list in `ecommerce` in an entry lies at depth 4; two more for what shops add.
const MAX_DEPTH: u32 = 6;
/// 200 items of 40 parameters are 8,000 values.
const MAX_VALUES: u32 = 10_000;

/// All of a value.
pub(crate) fn value(value: &JsValue) -> Raw<'static> {
    read(value, MAX_DEPTH, &mut { MAX_VALUES })
}

/// An entry of the data layer: of an object, `event`, `ecommerce` and the plain texts beside them, because tag managers
/// push whole elements and functions.
pub(crate) fn layer_entry(entry: &JsValue) -> Raw<'static> {
    if Array::is_array(entry) {
        return value(entry);
    }
    let mut budget = MAX_VALUES;
    let mut plain = read(entry, 1, &mut budget);
    if let Raw::Map(entries) = &mut plain {
        for (key, value) in entries {
            // Only texts, numbers and booleans were read so far.
            if key == "ecommerce"
                && let Ok(ecommerce) = Reflect::get(entry, &"ecommerce".into())
            {
                *value = read(&ecommerce, MAX_DEPTH, &mut budget);
            }
        }
    }
    plain
}

fn read(value: &JsValue, depth: u32, budget: &mut u32) -> Raw<'static> {
    if *budget == 0 {
        return Raw::Null;
    }
    *budget -= 1;
    if let Some(text) = value.as_string() {
        return Raw::Text(text.into());
    }
    if let Some(number) = value.as_f64() {
        return self::number(number, value);
    }
    if let Some(bool) = value.as_bool() {
        return Raw::Bool(bool);
    }
    if depth == 0 || !value.is_object() {
        return Raw::Null;
    }
    if Array::is_array(value) {
        let mut values = Vec::new();
        for index in 0..value.unchecked_ref::<Array>().length().min(*budget) {
            let element = Reflect::get_u32(value, index);
            values.push(element.map_or(Raw::Null, |element| read(&element, depth - 1, budget)));
        }
        return Raw::List(values);
    }
    let mut entries = Vec::new();
    let keys = Reflect::own_keys(value).unwrap_or_default();
    for index in 0..keys.length() {
        // Not by the array's own iterator, which would be one more way to read a list.
        let Ok(key) = Reflect::get_u32(&keys, index) else { continue };
        let (Some(name), Ok(property)) = (key.as_string(), Reflect::get(value, &key)) else {
            continue;
        };
        entries.push((name.into(), read(&property, depth - 1, budget)));
    }
    Raw::Map(entries)
}

/// The text JavaScript prints of a number is the shop's price; Rust's float formatting would cost more bytes than all
/// of this file.
fn number(number: f64, value: &JsValue) -> Raw<'static> {
    let integer = number as i64;
    if integer as f64 == number && integer.unsigned_abs() < 1 << 53 {
        return Raw::Int(integer);
    }
    let text = value
        .unchecked_ref::<js_sys::Number>()
        .to_string_with_radix(10)
        .ok()
        .and_then(|text| text.as_string());
    text.map_or(Raw::Null, |text| Raw::Number(text.into()))
}

/// What will be sent, as JSON.
pub(crate) fn json(value: &impl Serialize) -> Option<String> {
    stringify(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?)
}

fn stringify(value: JsValue) -> Option<String> {
    js_sys::JSON::stringify(&value).ok()?.as_string()
}
