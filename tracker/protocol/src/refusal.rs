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
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Each reason has one stable code; the collector counts by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }
        }
    };
}

reasons! {
    /// Not JSON, or not an object.
    Malformed = "malformed",
    /// A version of the wire that this collector does not speak.
    Version = "unsupported_version",
    /// A required field is absent or empty.
    Missing = "missing",
    /// A text where a number belongs, or the like.
    Type = "wrong_type",
    /// Not of the form a name or id has.
    Form = "wrong_form",
    /// An id longer than its limit.
    Long = "too_long",
    /// More entries than the limit.
    Many = "too_many",
    /// A number outside its range.
    Range = "out_of_range",
    /// Not an ISO 4217 code in use.
    Currency = "unknown_currency",
    /// Over 72 h before receipt.
    Old = "too_old",
    /// Over 24 h after receipt.
    Future = "in_future",
}
