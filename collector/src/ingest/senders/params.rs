//! The parameters of a query, or of a form's body.

use std::collections::BTreeMap;

use footfall_protocol::Raw;

/// By name, in an order that does not depend on the sender's.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Adds what a query or a form says, in place of what is there. The last one of a name counts, as in PHP.
    pub fn read(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            self.0.insert(name.into_owned(), value.into_owned());
        }
    }

    /// The same from a map of JSON.
    pub(super) fn read_map(&mut self, map: &Raw) {
        for (name, value) in map.entries() {
            if let Some(value) = value.scalar() {
                self.0.insert(name.clone().into_owned(), value.into_owned());
            }
        }
    }

    /// Sets what is not said.
    pub fn set_default(&mut self, name: &str, value: &str) {
        if self.get(name).is_none() && !value.is_empty() {
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    /// `None` for an empty one, too.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same of an optional argument: senders write JavaScript's `false` for none.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| *value != "false")
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}
