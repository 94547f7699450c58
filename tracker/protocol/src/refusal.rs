//! Why something was not believed: one code, and the field it is about.

use std::borrow::Cow;

/// A refusal, as it stands in the collector's answer and in its counters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Reason,
    /// Path of the field, as the sender wrote it: `items[3].price`. Empty when the whole is meant.
    pub field: Cow<'static, str>,
}

impl Refusal {
    pub fn new(reason: Reason, field: impl Into<Cow<'static, str>>) -> Self {
        Self { reason, field: field.into() }
    }

    /// The same refusal seen from one level further out: `price` → `items[3].price`.
    pub fn within(self, outer: &str) -> Self {
        let mut field = outer.to_owned();
        field.push('.');
        field.push_str(&self.field);
        Self { reason: self.reason, field: Cow::Owned(field) }
    }

    /// What [`crate::Event::parse`] refused, seen from the event: its fields are parameters.
    pub fn of_event(self) -> Self {
        match &*self.field {
            "name" | "params" => self,
            _ => self.within("params"),
        }
    }
}

macro_rules! reasons {
    ($($name:ident = $code:literal, $words:literal;)*) => {
        /// Each reason has one stable code; the collector counts by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $(#[doc = $words] $name,)* }

        impl Reason {
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }

            /// In words, for whoever builds the shop.
            pub fn words(self) -> &'static str {
                match self { $(Reason::$name => $words,)* }
            }
        }
    };
}

reasons! {
    Malformed = "malformed", "not JSON, or not an object";
    Version = "unsupported_version", "a version of the wire that this collector does not speak";
    Missing = "missing", "a required field is absent or empty";
    Type = "wrong_type", "a text where a number belongs, or the like";
    Form = "wrong_form", "not of the form that a name, an id or a web address has";
    Long = "too_long", "a name or an id longer than its limit";
    Many = "too_many", "more entries than the limit";
    Range = "out_of_range", "a number outside its range";
    Currency = "unknown_currency", "not an ISO 4217 code in use";
    Old = "too_old", "over 72 hours before it arrived";
    Future = "in_future", "over 24 hours after it arrived";
    Visit = "not_of_an_order", "something that a visit does, which a shop's server can't say";
}
