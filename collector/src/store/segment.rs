//! Filters as SQL. The only place where a statement is put together: of fragments that are written here, and never of
//! what somebody said, which is always bound.

use footfall_protocol::Money;
use rusqlite::types::Value as Bound;

use super::functions::{is_step, mask, number_of, set};
use super::report::Span;
use super::trail::{self, StepKind};
use super::{Reading, StoreError, sql};
use crate::segment::{
    Behaviour, Comparison, DEVICES, Dimension, Event, Filter, Operator, STAGES, Value,
};

/// What the rows of a statement over `session` must be, and what is bound to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub(super) sql: String,
    pub(super) values: Vec<Bound>,
    pub(super) rests_on: RestsOn,
}

/// By what a session is in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RestsOn {
    /// By itself alone: what finished days add to a report stays what it is.
    Itself,
    /// By who its visitor is, too: what they did is bound. Days add the same as long as that is the same, which it is not
    /// for long.
    BoundVisitors,
    /// By rows of other days.
    OtherRows,
}

impl Segment {
    /// Behind the condition of a statement over orders or carts, which may have no session: those are in no segment, not
    /// in what is said by "not" either.
    pub(super) fn condition(&self) -> String {
        ["\n    AND session.id IS NOT NULL AND ", &self.sql].concat()
    }

    /// The condition as it is asked, for those who want to know where a number comes from.
    pub fn sql(&self) -> &str {
        &self.sql
    }
}

/// Which steps of trails are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Steps {
    /// Of these kinds, with whatever object.
    any: i64,
    /// Of these, with one of the objects.
    of: i64,
    objects: Vec<u8>,
}

impl Steps {
    pub fn has(&self, step: &trail::Step) -> bool {
        is_step(step, self.any, self.of, &self.objects)
    }
}

impl Reading<'_> {
    /// `span`: in which behaviours are looked for.
    pub fn segment(&self, span: Span, filter: &Filter) -> Result<Segment, StoreError> {
        let mut segment =
            Segment { sql: String::new(), values: Vec::new(), rests_on: RestsOn::Itself };
        let behaviours = filter.behaviours();
        let mut did = self.who_did(span, &behaviours)?.into_iter();
        self.add(&mut segment, span, filter, &mut did)?;
        Ok(segment)
    }

    /// `did`: of each behaviour that is still to come, whom it tells from those who never did it.
    fn add(
        &self,
        into: &mut Segment,
        span: Span,
        filter: &Filter,
        did: &mut dyn Iterator<Item = Vec<u8>>,
    ) -> Result<(), StoreError> {
        let (terms, word) = match filter {
            Filter::All(terms) => (terms, " AND "),
            Filter::Any(terms) => (terms, " OR "),
            Filter::Is(comparison) => return self.add_comparison(into, span, comparison),
            Filter::Did(behaviour) => {
                add_behaviour(into, behaviour, did.next().unwrap_or_default());
                return Ok(());
            }
        };
        into.sql.push('(');
        for (place, term) in terms.iter().enumerate() {
            if place > 0 {
                into.sql.push_str(word);
            }
            self.add(into, span, term, did)?;
        }
        into.sql.push(')');
        Ok(())
    }

    fn add_comparison(
        &self,
        into: &mut Segment,
        span: Span,
        comparison: &Comparison,
    ) -> Result<(), StoreError> {
        let Comparison { dimension, operator, value } = comparison;
        let (positive, is_positive) = operator.positive();
        // A negative one is the opposite of the positive one: none of its pages is …
        if !is_positive && matches!(value, Value::Text(_)) {
            into.sql.push_str("NOT ");
        }
        match value {
            Value::Number(number) => add_number(into, *dimension, *operator, *number),
            Value::Money(amount) => {
                let exponent = span.site.currency.exponent();
                let minor = amount.to_minor(exponent).unwrap_or(i64::MAX);
                add_money(into, *dimension, *operator, span.site.money(minor));
            }
            Value::Text(text) => self.add_text(into, span, *dimension, positive, text)?,
        }
        Ok(())
    }

    fn add_text(
        &self,
        into: &mut Segment,
        span: Span,
        dimension: Dimension,
        operator: Operator,
        text: &str,
    ) -> Result<(), StoreError> {
        let place = |choices: &[&str]| {
            Bound::Integer(choices.iter().position(|known| *known == text).unwrap_or(0) as i64)
        };
        let compared = || [Bound::Integer(number_of(operator)), Bound::Text(text.to_owned())];
        match dimension {
            Dimension::Country => into.push("compares(session.country, ?, ?)", compared()),
            Dimension::Device => into.push("session.device = ?", [place(DEVICES)]),
            Dimension::Stage => {
                into.push("trail_stage(session.trail, session.orders) = ?", [place(STAGES)]);
            }
            Dimension::Engaged => into.push(sql!("segment_engaged"), [place(&["no", "yes"])]),
            Dimension::Visitor => {
                into.rest_on(RestsOn::OtherRows);
                into.push(sql!("segment_returning"), [place(&["new", "returning"])]);
            }
            Dimension::Coupon => into.push_of_orders(sql!("segment_coupon"), compared()),
            Dimension::OrderId => into.push_of_orders(sql!("segment_order_id"), compared()),
            Dimension::Source | Dimension::Medium | Dimension::Campaign => {
                let ids = self.channels(dimension, operator, text)?;
                into.push("in_set(session.channel_id, ?)", [Bound::Blob(ids)]);
            }
            Dimension::LandingPage => {
                let ids = self.texts(operator, text)?;
                into.push("in_set(session.landing_page_id, ?)", [Bound::Blob(ids)]);
            }
            Dimension::ExitPage => {
                let ids = self.texts(operator, text)?;
                into.push("in_set(trail_exit(session.trail), ?)", [Bound::Blob(ids)]);
            }
            _ => {
                let Steps { any, of, objects } =
                    self.steps_with(span, dimension, operator, text)?;
                let values = [Bound::Integer(any), Bound::Integer(of), Bound::Blob(objects)];
                into.push("trail_any(session.trail, ?, ?, ?)", values);
            }
        }
        Ok(())
    }

    /// The steps that are with a page, a product … that compares.
    fn steps_with(
        &self,
        span: Span,
        dimension: Dimension,
        operator: Operator,
        text: &str,
    ) -> Result<Steps, StoreError> {
        const VIEWED: &[StepKind] = &[StepKind::ViewItem];
        const ADDED: &[StepKind] = &[StepKind::AddToCart, StepKind::InCart];
        const BOUGHT: &[StepKind] = &[StepKind::Bought];
        const TOUCHED: &[StepKind] =
            &[StepKind::ViewItem, StepKind::AddToCart, StepKind::InCart, StepKind::Bought];
        let of: &[StepKind] = match dimension {
            Dimension::Page => &[StepKind::PageView],
            Dimension::SearchTerm => &[StepKind::Search],
            Dimension::List => &[StepKind::ViewItemList, StepKind::SelectItem],
            Dimension::Promotion => &[StepKind::ViewPromotion, StepKind::SelectPromotion],
            Dimension::ProductViewed => VIEWED,
            Dimension::ProductAdded => ADDED,
            Dimension::ProductBought => BOUGHT,
            Dimension::Event => &[StepKind::Custom],
            _ => TOUCHED,
        };
        let mut any = 0;
        if dimension == Dimension::Event {
            let named = StepKind::EVENTS.iter().filter(|(name, _)| operator.holds_for(name, text));
            any = named.fold(0, |any, (_, kind)| any | mask(&[*kind]));
        }
        let objects = match dimension {
            Dimension::Page
            | Dimension::SearchTerm
            | Dimension::List
            | Dimension::Promotion
            | Dimension::Event => self.texts(operator, text)?,
            _ => self.products_that(span, dimension, operator, text)?,
        };
        Ok(Steps { any, of: mask(of), objects })
    }

    /// The steps that an event is: what a funnel and a behaviour ask for.
    pub fn steps_of(
        &self,
        span: Span,
        event: &Event,
        with: Option<&Comparison>,
    ) -> Result<Steps, StoreError> {
        let kind = match event {
            Event::Standard(kind) => *kind,
            Event::Custom(name) => {
                let objects = self.texts(Operator::Equal, name)?;
                return Ok(Steps { any: 0, of: mask(&[StepKind::Custom]), objects });
            }
        };
        // A whole cart that is reported has had added to it what is in it.
        let kinds: &[StepKind] = match kind {
            StepKind::AddToCart => &[StepKind::AddToCart, StepKind::InCart],
            StepKind::Purchase if with.is_some() => &[StepKind::Bought],
            _ => &[kind],
        };
        let Some(Comparison { dimension, operator, value: Value::Text(text) }) = with else {
            return Ok(Steps { any: mask(kinds), of: 0, objects: Vec::new() });
        };
        // Here a negative one means: with another one than that.
        let objects = self.steps_with(span, *dimension, *operator, text)?.objects;
        Ok(Steps { any: 0, of: mask(kinds), objects })
    }

    fn texts(&self, operator: Operator, text: &str) -> Result<Vec<u8>, StoreError> {
        if operator == Operator::Equal {
            return self.ids(sql!("text_id"), (text,));
        }
        self.ids(sql!("segment_texts"), (number_of(operator), text))
    }

    fn ids(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<u8>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        let ids: Result<Vec<i64>, _> = statement.query_map(params, |row| row.get(0))?.collect();
        Ok(set(ids?))
    }

    fn channels(
        &self,
        dimension: Dimension,
        operator: Operator,
        text: &str,
    ) -> Result<Vec<u8>, StoreError> {
        let column = match dimension {
            Dimension::Source => 1,
            Dimension::Medium => 2,
            _ => 3,
        };
        let mut ids = Vec::new();
        let mut statement = self.transaction.prepare_cached(sql!("report_channels"))?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            if operator.holds_for(row.get_ref(column)?.as_str()?, text) {
                ids.push(row.get(0)?);
            }
        }
        Ok(set(ids))
    }

    fn products_that(
        &self,
        span: Span,
        dimension: Dimension,
        operator: Operator,
        text: &str,
    ) -> Result<Vec<u8>, StoreError> {
        // Of a product with several levels of category a negative one says that none of them compares.
        let (operator, is_positive) = operator.positive();
        let mut ids = Vec::new();
        let mut statement = self.transaction.prepare_cached(sql!("segment_products"))?;
        let mut rows = statement.query((span.site.id,))?;
        while let Some(row) = rows.next()? {
            let holds = |column| -> rusqlite::Result<bool> {
                Ok(operator.holds_for(row.get_ref(column)?.as_str()?, text))
            };
            let compares = match dimension {
                Dimension::ProductName => holds(2)?,
                Dimension::Brand => holds(3)?,
                // The whole path, or one of its levels.
                Dimension::Category => {
                    let levels = row.get_ref(4)?.as_str()?.split(CATEGORY_LEVELS);
                    holds(4)? || levels.into_iter().any(|level| operator.holds_for(level, text))
                }
                _ => holds(1)?,
            };
            if compares == is_positive {
                ids.push(row.get(0)?);
            }
        }
        Ok(set(ids))
    }
}

/// Between the levels of a product's category.
pub const CATEGORY_LEVELS: &str = " > ";

impl Segment {
    fn rest_on(&mut self, more: RestsOn) {
        self.rests_on = self.rests_on.max(more);
    }

    fn push<const N: usize>(&mut self, fragment: &str, values: [Bound; N]) {
        self.sql.push('(');
        self.sql.push_str(fragment.trim_end());
        self.sql.push(')');
        self.values.extend(values);
    }

    /// A fragment that asks a session's orders, which change when they are refunded.
    fn push_of_orders<const N: usize>(&mut self, fragment: &str, values: [Bound; N]) {
        self.rest_on(RestsOn::OtherRows);
        self.push(fragment, values);
    }
}

fn add_behaviour(into: &mut Segment, behaviour: &Behaviour, did: Vec<u8>) {
    if behaviour.holds_of_nobody() != behaviour.negated {
        into.sql.push_str("NOT ");
    }
    into.rest_on(RestsOn::BoundVisitors);
    into.push("in_set(session.visitor, ?)", [Bound::Blob(did)]);
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::NotEqual => "<> ?",
        Operator::Less => "< ?",
        Operator::AtMost => "<= ?",
        Operator::More => "> ?",
        Operator::AtLeast => ">= ?",
        _ => "= ?",
    }
}

fn add_number(into: &mut Segment, dimension: Dimension, operator: Operator, number: i64) {
    let expression = match dimension {
        Dimension::PageViews => "session.page_views",
        Dimension::EngagedMs => {
            "min(session.engaged_ms, session.last_at_ms - session.started_at_ms)"
        }
        Dimension::DurationMs => "session.last_at_ms - session.started_at_ms",
        Dimension::VisitorOrders => {
            into.rest_on(RestsOn::OtherRows);
            sql!("segment_visitor_orders")
        }
        _ => "session.orders",
    };
    into.push(&[expression.trim_end(), sign(operator)].join(" "), [Bound::Integer(number)]);
}

fn add_money(into: &mut Segment, dimension: Dimension, operator: Operator, amount: Money) {
    into.rest_on(RestsOn::OtherRows);
    let (expression, currency) = match dimension {
        Dimension::CartValue => (sql!("segment_cart_value"), Some(amount.currency)),
        _ => (sql!("segment_revenue"), None),
    };
    let fragment = [expression.trim_end(), sign(operator)].join(" ");
    into.values.extend(currency.map(|currency| Bound::Text(currency.code().to_owned())));
    into.push(&fragment, [Bound::Integer(amount.minor)]);
}
