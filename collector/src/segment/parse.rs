//! From text to a filter.

use footfall_protocol::Decimal;
use winnow::combinator::{alt, cut_err, delimited, opt, preceded, separated, terminated};
use winnow::error::{ErrMode, ParserError};
use winnow::stream::{Location, Stream};
use winnow::token::{any, take_till, take_while};
use winnow::{LocatingSlice, Parser};

use super::dimension::{Dimension, Kind};
use super::{
    Behaviour, Comparison, Event, Filter, FilterError, FunnelStep, MAX_CHARS, Operator, Value,
};
use crate::store::trail::StepKind;

/// Brackets within brackets: nobody needs more, and the parser recurses.
const MAX_DEPTH: usize = 16;
const HOUR_MS: i64 = 3_600_000;

type Input<'a> = LocatingSlice<&'a str>;
type Parsed<T> = Result<T, ErrMode<Wrong>>;

/// What is wrong at a byte.
#[derive(Debug)]
struct Wrong {
    at: usize,
    message: String,
}

impl<'a> ParserError<Input<'a>> for Wrong {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        Self { at: input.current_token_start(), message: "this is not expected here".to_owned() }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }

    /// Of two ways that fail, the one that came further says more.
    fn or(self, other: Self) -> Self {
        if self.at > other.at { self } else { other }
    }
}

fn wrong<T>(at: usize, message: impl Into<String>) -> Parsed<T> {
    Err(ErrMode::Cut(Wrong { at, message: message.into() }))
}

pub(super) fn filter(text: &str) -> Result<Filter, FilterError> {
    whole(text, all)
}

pub(super) fn steps(text: &str) -> Result<Vec<FunnelStep>, FilterError> {
    let step = step.with_taken().map(|((event, with), said): (_, &str)| FunnelStep {
        text: said.trim().to_owned(),
        event,
        with,
    });
    whole(text, separated(1.., step, sign(";")))
}

fn step(input: &mut Input) -> Parsed<(Event, Option<Comparison>)> {
    blanks.parse_next(input)?;
    let (at, name) = name(input)?;
    let bracket = opt(sign("(")).parse_next(input)?;
    let with = match bracket {
        Some(()) => Some((input.current_token_start(), cut_err(comparison).parse_next(input)?)),
        None => None,
    };
    let (event, with) = event_with(at, &name, with)?;
    let at = input.current_token_start();
    if bracket.is_some() && opt(sign(")")).parse_next(input)?.is_none() {
        return wrong(at, "here a bracket ) is missing");
    }
    Ok((event, with))
}

/// All of a text.
fn whole<'a, T>(
    text: &'a str,
    parser: impl Parser<Input<'a>, T, ErrMode<Wrong>>,
) -> Result<T, FilterError> {
    let length = text.chars().count();
    if length > MAX_CHARS {
        let message = format!("a filter has at most {MAX_CHARS} characters");
        return Err(FilterError { at: MAX_CHARS + 1, message });
    }
    let mut depth = 0;
    if let Some(at) = text.chars().position(|character| {
        depth += usize::from(character == '(');
        depth -= usize::from(character == ')' && depth > 0);
        depth > MAX_DEPTH
    }) {
        let message = format!("brackets stand at most {MAX_DEPTH} deep");
        return Err(FilterError { at: at + 1, message });
    }
    terminated(parser, blanks).parse(LocatingSlice::new(text)).map_err(|error| {
        let Wrong { at, message } = error.into_inner();
        FilterError { at: text.get(..at).unwrap_or(text).chars().count() + 1, message }
    })
}

fn blanks(input: &mut Input) -> Parsed<()> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn sign<'a>(sign: &'static str) -> impl Parser<Input<'a>, (), ErrMode<Wrong>> {
    (blanks, sign, blanks).void()
}

fn all(input: &mut Input) -> Parsed<Filter> {
    let mut terms: Vec<Filter> = separated(1.., one_of, sign(";")).parse_next(input)?;
    Ok(if terms.len() == 1 { terms.remove(0) } else { Filter::All(terms) })
}

fn one_of(input: &mut Input) -> Parsed<Filter> {
    let mut terms: Vec<Filter> = separated(1.., term, sign(",")).parse_next(input)?;
    Ok(if terms.len() == 1 { terms.remove(0) } else { Filter::Any(terms) })
}

fn term(input: &mut Input) -> Parsed<Filter> {
    blanks.parse_next(input)?;
    if opt(sign("(")).parse_next(input)?.is_some() {
        let inner = cut_err(all).parse_next(input)?;
        let at = input.current_token_start();
        return match opt(sign(")")).parse_next(input)? {
            Some(()) => Ok(inner),
            None => wrong(at, "here a bracket ) is missing"),
        };
    }
    alt((behaviour.map(Filter::Did), comparison.map(Filter::Is))).parse_next(input)
}

/// A name: a dimension's, or an event's.
fn name(input: &mut Input) -> Parsed<(usize, String)> {
    let at = input.current_token_start();
    let name = take_while(1.., |character: char| character.is_alphanumeric() || character == '_');
    match opt(name).parse_next(input)? {
        Some(name) => Ok((at, name.to_owned())),
        None => wrong(at, "here a name is missing: country, source, did(…)"),
    }
}

fn comparison(input: &mut Input) -> Parsed<Comparison> {
    let (at, id) = name(input)?;
    let Some(dimension) = Dimension::of(&id) else {
        let meant = Dimension::near(&id).map(|near| format!(": {near}?")).unwrap_or_default();
        return wrong(at, format!("there is no dimension {id}{meant}"));
    };
    let at = input.current_token_start();
    let Some(operator) = opt(operator).parse_next(input)? else {
        return wrong(
            at,
            format!("behind {id} an operator is missing: == != < <= > >= =@ !@ =^ =$"),
        );
    };
    let is_text = dimension.kind() == Kind::Text;
    let is_choice = matches!(dimension.kind(), Kind::OneOf(_));
    if operator.is_for_numbers_only() && (is_text || is_choice) {
        return wrong(at, format!("{id} is no number: < and > don't compare it"));
    }
    if operator.is_for_texts_only() && !is_text {
        return wrong(at, format!("{id} is compared as a whole: == or !="));
    }
    blanks.parse_next(input)?;
    let at = input.current_token_start();
    let text = value(input)?;
    let value = match dimension.kind() {
        Kind::Text => Value::Text(text),
        Kind::Number => match text.parse() {
            Ok(number) => Value::Number(number),
            Err(_) => return wrong(at, format!("{id} is compared with a whole number")),
        },
        Kind::Money => match Decimal::parse(&text) {
            Ok(amount) => Value::Money(amount),
            Err(_) => return wrong(at, format!("{id} is compared with an amount: 12.50")),
        },
        Kind::OneOf(choices) if choices.contains(&&*text) => Value::Text(text),
        Kind::OneOf(choices) => {
            return wrong(at, format!("{id} is one of: {}", choices.join(", ")));
        }
    };
    Ok(Comparison { dimension, operator, value })
}

/// Those that begin with another one come before it.
const OPERATORS: [(&str, Operator); 10] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("=@", Operator::Contains),
    ("!@", Operator::ContainsNot),
    ("=^", Operator::Begins),
    ("=$", Operator::Ends),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::More),
];

fn operator(input: &mut Input) -> Parsed<Operator> {
    blanks.parse_next(input)?;
    for (sign, operator) in OPERATORS {
        if opt(sign).parse_next(input)?.is_some() {
            return Ok(operator);
        }
    }
    Err(ErrMode::Backtrack(Wrong::from_input(input)))
}

/// Nothing at all is a value too: `campaign==`.
fn value(input: &mut Input) -> Parsed<String> {
    let at = input.current_token_start();
    if opt('"').parse_next(input)?.is_some() {
        let mut text = String::new();
        loop {
            match opt(any).parse_next(input)? {
                Some('"') => return Ok(text),
                Some('\\') => text.extend(opt(any).parse_next(input)?),
                Some(character) => text.push(character),
                None => return wrong(at, "this quotation has no end"),
            }
        }
    }
    let bare = take_till(0.., [';', ',', '(', ')']).parse_next(input)?;
    Ok(bare.trim_end().to_owned())
}

fn behaviour(input: &mut Input) -> Parsed<Behaviour> {
    let start = input.checkpoint();
    let negated = opt(sign("!")).parse_next(input)?.is_some();
    if opt(("did", sign("("))).parse_next(input)?.is_none() {
        input.reset(&start);
        return Err(ErrMode::Backtrack(Wrong::from_input(input)));
    }
    blanks.parse_next(input)?;
    let (at, name) = name(input)?;
    let with = match opt(sign(",")).parse_next(input)? {
        Some(()) => Some((input.current_token_start(), cut_err(comparison).parse_next(input)?)),
        None => None,
    };
    let (event, with) = event_with(at, &name, with)?;
    let at = input.current_token_start();
    if opt(sign(")")).parse_next(input)?.is_none() {
        return wrong(at, "here a bracket ) is missing");
    }
    let at = input.current_token_start();
    let (operator, count) = match opt(operator).parse_next(input)? {
        None => (Operator::AtLeast, 1),
        Some(operator) if operator.is_for_texts_only() || operator == Operator::NotEqual => {
            return wrong(at, "how often is compared by == < <= > >=");
        }
        Some(operator) => (operator, number(input)?.1),
    };
    let within_ms = opt(preceded(sign("within"), within)).parse_next(input)?;
    if within_ms.is_some() && !matches!(operator, Operator::AtLeast | Operator::More) {
        return wrong(at, "within a time is asked with > and >= only");
    }
    Ok(Behaviour { event, with, operator, count, within_ms, negated })
}

/// What is done, and with what: each by its place.
fn event_with(
    at: usize,
    name: &str,
    with: Option<(usize, Comparison)>,
) -> Parsed<(Event, Option<Comparison>)> {
    let event = match StepKind::of_event(name) {
        Some(kind) => Event::Standard(kind),
        None => Event::Custom(name.to_owned()),
    };
    let Some((place, with)) = with else { return Ok((event, None)) };
    match &event {
        Event::Custom(_) => {
            wrong(at, format!("{name} is an event of the shop's own: it is with nothing"))
        }
        Event::Standard(kind) if !with.dimension.is_of(*kind) => {
            wrong(place, format!("{name} is not with a {}", with.dimension.id()))
        }
        Event::Standard(_) => Ok((event, Some(with))),
    }
}

fn number(input: &mut Input) -> Parsed<(usize, i64)> {
    blanks.parse_next(input)?;
    let at = input.current_token_start();
    let digits = opt(take_while(1..=9, |digit: char| digit.is_ascii_digit())).parse_next(input)?;
    match digits.and_then(|digits| digits.parse().ok()) {
        Some(number) => Ok((at, number)),
        None => wrong(at, "here a number is missing"),
    }
}

fn within(input: &mut Input) -> Parsed<i64> {
    let (at, number) = number(input)?;
    let unit = delimited(blanks, opt(alt(('h'.value(HOUR_MS), 'd'.value(24 * HOUR_MS)))), blanks)
        .parse_next(input)?;
    match unit {
        Some(unit) if (1..=3_660).contains(&number) => Ok(number * unit),
        _ => wrong(at, "a time is so many hours or days: 12h, 7d"),
    }
}

#[cfg(test)]
mod tests;
