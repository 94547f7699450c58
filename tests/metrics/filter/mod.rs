//! Random filters: how they are written, and what they mean by the language's own words, in plain Rust over the model.

mod meaning;
mod random;

pub(crate) use self::meaning::is_step;
pub(crate) use self::random::{filter, way};

#[derive(Clone)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Is(Comparison),
    Did {
        event: &'static str,
        with: Option<Comparison>,
        /// Sign and number; without, at least once.
        count: Option<(&'static str, usize)>,
        /// Hours, or days.
        within: Option<(i64, char)>,
        negated: bool,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    dimension: &'static str,
    operator: &'static str,
    value: String,
    /// Also when it need not be.
    quoted: bool,
}

/// Steps of a funnel: events, some with something.
pub(crate) type Way = Vec<(&'static str, Option<Comparison>)>;

pub(crate) fn text_of_step((event, with): &(&'static str, Option<Comparison>)) -> String {
    let with = with.as_ref().map(|with| format!("({})", with.text()));
    format!("{event}{}", with.unwrap_or_default())
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(&self.text())
    }
}

impl Comparison {
    fn text(&self) -> String {
        let Self { dimension, operator, value, quoted } = self;
        let is_bare = !value.contains([';', ',', '(', ')', '"'])
            && value.trim() == value
            // Or it would be a part of the operator.
            && !value.starts_with(['=', '@', '^', '$']);
        if is_bare && !quoted {
            return format!("{dimension}{operator}{value}");
        }
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{dimension}{operator}\"{escaped}\"")
    }
}

impl Filter {
    pub(crate) fn text(&self) -> String {
        let inner = |terms: &[Filter], between: &str| {
            let terms = terms.iter().map(|term| match term {
                Filter::All(_) | Filter::Any(_) => format!("({})", term.text()),
                _ => term.text(),
            });
            terms.collect::<Vec<_>>().join(between)
        };
        match self {
            Filter::All(terms) => inner(terms, ";"),
            Filter::Any(terms) => inner(terms, " , "),
            Filter::Is(comparison) => comparison.text(),
            Filter::Did { event, with, count, within, negated } => {
                let sign = if *negated { "!" } else { "" };
                let with = with.as_ref().map(|with| format!(",{}", with.text()));
                let count = count.map(|(sign, count)| format!("{sign}{count}"));
                let within = within.map(|(number, unit)| format!(" within {number}{unit}"));
                let [with, count, within] = [with, count, within].map(Option::unwrap_or_default);
                format!("{sign}did({event}{with}){count}{within}")
            }
        }
    }
}
