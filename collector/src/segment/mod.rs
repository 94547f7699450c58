//! Segments: one language in which every report is asked about some of the sessions only.
//!
//! ```text
//! filter     = any *( ";" any )                    all of them hold
//! any        = term *( "," term )                  one of them holds: binds tighter than ";"
//! term       = "(" filter ")" / comparison / behaviour
//! comparison = dimension operator value
//! operator   = "==" / "!=" / "<" / "<=" / ">" / ">=" / "=@" / "!@" / "=^" / "=$"
//!              equal, not equal, less …, contains, does not contain, begins with, ends with
//! value      = quoted / bare                       bare: up to ";" "," "(" ")", without blanks at its ends
//! quoted     = DQUOTE *( any character, DQUOTE and "\" behind a "\" ) DQUOTE
//! behaviour  = [ "!" ] "did(" event [ "," comparison ] ")" [ count ] [ within ]
//! count      = ( "==" / "<" / "<=" / ">" / ">=" ) number         >= 1 when nothing is said
//! within     = "within" number ( "h" / "d" )                     with > and >= only
//! ```
//!
//! A comparison is about a session; of what a session can have several of (pages, products …) one that compares is
//! enough, and a negative operator says that none does. `==` and `!=` are exact; those that look into a text take ASCII
//! letters of both cases for the same. A behaviour is about all that the session's visitor did in the period: how often
//! in all, or within any stretch of so many hours or days. An event of several products is done once with each of them; a
//! whole cart that is reported has had added to it what is in it. `!did(…)` is what `did(…)` is not.
//!
//! Here is no SQL: [`crate::store::segment`] makes it.

mod dimension;
mod parse;

use footfall_protocol::Decimal;

pub(crate) use self::dimension::{DEVICES, STAGES};
pub use self::dimension::{DIMENSIONS, Dimension, Kind};
use crate::store::trail::StepKind;

/// Longer ones are no question that somebody asked.
pub const MAX_CHARS: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Is(Comparison),
    Did(Behaviour),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub dimension: Dimension,
    pub operator: Operator,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(i64),
    /// In major units of the site's currency.
    Money(Decimal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    ContainsNot,
    Begins,
    Ends,
}

/// What a visitor did, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    pub event: Event,
    /// With what: a page, a product …
    pub with: Option<Comparison>,
    pub operator: Operator,
    pub count: i64,
    pub within_ms: Option<i64>,
    pub negated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Standard(StepKind),
    Custom(String),
}

/// A step of a funnel: `view_item`, `page_view(page==/sale)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelStep {
    /// As it was said.
    pub text: String,
    pub event: Event,
    pub with: Option<Comparison>,
}

impl FunnelStep {
    /// Steps one after the other, by `;` between them.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, FilterError> {
        parse::steps(text)
    }
}

/// What is wrong, and where: the place of a character, the first being 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {message}")]
pub struct FilterError {
    pub at: usize,
    pub message: String,
}

impl Filter {
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::filter(text)
    }

    /// Whether a dimension is compared anywhere in it.
    pub fn asks_about(&self, dimension: Dimension) -> bool {
        match self {
            Filter::All(terms) | Filter::Any(terms) => {
                terms.iter().any(|term| term.asks_about(dimension))
            }
            Filter::Is(comparison) => comparison.dimension == dimension,
            Filter::Did(Behaviour { with, .. }) => {
                with.as_ref().is_some_and(|with| with.dimension == dimension)
            }
        }
    }

    /// All behaviours in it, in the order of the text.
    pub fn behaviours(&self) -> Vec<&Behaviour> {
        match self {
            Filter::All(terms) | Filter::Any(terms) => {
                terms.iter().flat_map(Filter::behaviours).collect()
            }
            Filter::Is(_) => Vec::new(),
            Filter::Did(behaviour) => vec![behaviour],
        }
    }
}

impl Behaviour {
    /// Whether it is so, before it is negated, of somebody who never did it.
    pub fn holds_of_nobody(&self) -> bool {
        self.operator.holds(0, self.count)
    }

    /// Whether somebody who did it at these times, in any order, did it often enough, before it is negated.
    pub fn holds(&self, mut times: Vec<i64>) -> bool {
        let Some(within_ms) = self.within_ms else {
            return self.operator.holds(times.len() as i64, self.count);
        };
        let needed = match self.operator {
            Operator::More => self.count + 1,
            _ => self.count,
        };
        let Some(others) = usize::try_from(needed).unwrap_or(usize::MAX).checked_sub(1) else {
            return true;
        };
        times.sort_unstable();
        let pairs = times.iter().zip(times.iter().skip(others));
        pairs.into_iter().any(|(first, last)| last - first <= within_ms)
    }
}

impl Operator {
    /// A negative one says that nothing compares by the positive one.
    pub fn positive(self) -> (Self, bool) {
        match self {
            Operator::NotEqual => (Operator::Equal, false),
            Operator::ContainsNot => (Operator::Contains, false),
            positive => (positive, true),
        }
    }

    /// Whether a text compares. Those that order numbers never do.
    pub fn holds_for(self, text: &str, value: &str) -> bool {
        let (text_lower, value_lower) = (text.to_ascii_lowercase(), value.to_ascii_lowercase());
        match self {
            Operator::Equal => text == value,
            Operator::NotEqual => text != value,
            Operator::Contains => text_lower.contains(&value_lower),
            Operator::ContainsNot => !text_lower.contains(&value_lower),
            Operator::Begins => text_lower.starts_with(&value_lower),
            Operator::Ends => text_lower.ends_with(&value_lower),
            Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => false,
        }
    }

    /// Whether a number compares. Those that look into texts never do.
    pub fn holds(self, number: i64, value: i64) -> bool {
        match self {
            Operator::Equal => number == value,
            Operator::NotEqual => number != value,
            Operator::Less => number < value,
            Operator::AtMost => number <= value,
            Operator::More => number > value,
            Operator::AtLeast => number >= value,
            _ => false,
        }
    }

    fn is_for_texts_only(self) -> bool {
        matches!(
            self,
            Operator::Contains | Operator::ContainsNot | Operator::Begins | Operator::Ends
        )
    }

    fn is_for_numbers_only(self) -> bool {
        matches!(self, Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast)
    }
}
