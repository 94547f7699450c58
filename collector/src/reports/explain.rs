//! Why a number is what it is: its definition, the statement it comes from, and the sessions, orders, refunds or carts
//! behind it, page by page. What the rows add, summed over all pages, is the number; of a share, what they add over what
//! they are of.

use serde_json::{Map, Value, json};

use super::{Asked, ReportError, definitions, money_json};
use crate::segment::DEVICES;
use crate::site::Day;
use crate::store::Reading;
use crate::store::report::Span;
use crate::store::rows::{CartRow, CartState, OrderRow, RefundRow, SessionRow};
use crate::store::scan::{Page, Rows};
use crate::store::trail::{self, StepKind};

/// What a row adds to a metric, and what it is of.
enum Behind {
    Sessions(fn(&SessionRow, Context) -> (i64, i64)),
    Orders(fn(&OrderRow) -> i64),
    Refunds(fn(&RefundRow) -> i64),
    Carts(fn(&CartRow, Context) -> (i64, i64)),
    /// Made of others, each of which can be opened.
    Of(&'static [&'static str]),
}

/// What the answer depends on beside the row.
#[derive(Clone, Copy)]
struct Context<'a> {
    asked: &'a Asked<'a>,
}

impl Context<'_> {
    fn is_abandoned(self, cart: &CartRow) -> bool {
        let left_alone_at_ms = cart.active_at_ms + self.asked.site.cart_timeout_ms;
        cart.state == CartState::Open && left_alone_at_ms <= self.asked.now_ms
    }

    /// Page views of all sessions count on their own day, those of a segment on the day their session started.
    fn page_views(self, session: &SessionRow) -> i64 {
        let (site, period) = (self.asked.site, &self.asked.period);
        let views = trail::steps(session.trail).filter(|step| step.kind == StepKind::PageView);
        let counted = views.filter(|step| {
            let day: Day = site.day_of(step.at_ms);
            self.asked.filter.is_some() || (period.first()..=period.last()).contains(&day)
        });
        counted.count() as i64
    }
}

const METRICS: &[(&str, Behind)] = &[
    ("sessions", Behind::Sessions(|_, _| (1, 0))),
    ("visitors", Behind::Sessions(|_, _| (0, 0))),
    ("page_views", Behind::Sessions(|session, context| (context.page_views(session), 0))),
    ("time_on_page_median_ms", Behind::Of(&["page_views"])),
    ("time_on_page_mean_ms", Behind::Of(&["engaged_ms", "page_views"])),
    ("engaged_ms", Behind::Sessions(|session, _| (session.engaged_ms(), 0))),
    ("engaged_ms_per_session", Behind::Of(&["engaged_ms", "sessions"])),
    ("engagement_rate", Behind::Sessions(|session, _| (session.is_engaged().into(), 1))),
    ("bounce_rate", Behind::Sessions(|session, _| ((!session.is_engaged()).into(), 1))),
    ("session_conversion_rate", Behind::Sessions(|session, _| ((session.orders > 0).into(), 1))),
    ("visitor_conversion_rate", Behind::Of(&["session_conversion_rate", "visitors"])),
    ("orders", Behind::Orders(|_| 1)),
    ("gross_revenue", Behind::Orders(|order| order.gross_minor)),
    ("item_revenue", Behind::Orders(|order| order.item_revenue_minor)),
    ("tax", Behind::Orders(|order| order.tax_minor)),
    ("shipping", Behind::Orders(|order| order.shipping_minor)),
    ("discount", Behind::Orders(|order| order.discount_minor)),
    ("refunds", Behind::Refunds(|refund| refund.amount_minor)),
    ("total_revenue", Behind::Of(&["gross_revenue", "refunds"])),
    ("average_order_value", Behind::Of(&["gross_revenue", "orders"])),
    ("repeat_purchase_rate", Behind::Of(&["orders"])),
    ("revenue_per_session", Behind::Of(&["total_revenue", "sessions"])),
    ("revenue_per_visitor", Behind::Of(&["total_revenue", "visitors"])),
    ("carts", Behind::Carts(|_, _| (1, 0))),
    (
        "cart_abandonment_rate",
        Behind::Carts(|cart, context| (context.is_abandoned(cart).into(), 1)),
    ),
    (
        "checkout_abandonment_rate",
        Behind::Carts(|cart, _| {
            let (began, ordered) =
                (cart.checkout_at_ms.is_some(), cart.state == CartState::Ordered);
            ((began && !ordered).into(), began.into())
        }),
    ),
    ("recovered_carts", Behind::Carts(|cart, _| (is_recovered(cart).into(), 0))),
    (
        "recovery_rate",
        Behind::Carts(|cart, context| {
            let ever = cart.abandoned_at_ms.is_some() || context.is_abandoned(cart);
            (is_recovered(cart).into(), ever.into())
        }),
    ),
    ("recovery_lag", Behind::Of(&["recovered_carts"])),
    (
        "lost_revenue",
        Behind::Carts(|cart, context| {
            (if context.is_abandoned(cart) { cart.value_minor } else { 0 }, 0)
        }),
    ),
];

fn is_recovered(cart: &CartRow) -> bool {
    cart.state == CartState::Ordered && cart.abandoned_at_ms.is_some()
}

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let known = || METRICS.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
    let said = asked.param("metric").unwrap_or("sessions");
    let (id, behind) = METRICS
        .iter()
        .find(|(id, _)| *id == said)
        .ok_or_else(|| ReportError::parameter("metric", format!("one of {}", known())))?;
    let mut report = asked.period.head(asked.site);
    report.insert("metric".into(), json!(id));
    report.insert("definition".into(), definitions::of(id));
    report.insert("filter".into(), json!(asked.param("filter")));
    let found = match behind {
        Behind::Of(others) => Found { made_of: others, sql: None, rows: Vec::new(), next: None },
        _ => rows(reading, asked, id, behind)?,
    };
    report.insert("made_of".into(), json!(found.made_of));
    report.insert("sql".into(), json!(found.sql));
    report.insert("rows".into(), Value::Array(found.rows));
    report.insert("next".into(), json!(found.next));
    Ok(Value::Object(report))
}

struct Found {
    made_of: &'static [&'static str],
    sql: Option<String>,
    rows: Vec<Value>,
    next: Option<String>,
}

fn rows(reading: &Reading, asked: &Asked, id: &str, behind: &Behind) -> Result<Found, ReportError> {
    let after = match asked.after.map(str::parse) {
        None => 0,
        Some(Ok(after)) => after,
        Some(Err(_)) => {
            return Err(ReportError::parameter("after", "the `next` of the page before"));
        }
    };
    let segment = asked.segment(reading)?;
    let span = asked.span();
    // A page view after midnight is of a session of the day before.
    let begun_before = id == "page_views" && asked.filter.is_none();
    let span = Span { from: span.from - Day::from(begun_before), ..span };
    let page = Page { after, limit: asked.limit };
    let scan = reading.scan(span, segment.as_ref(), Some(page))?;
    let context = Context { asked };
    let is_money = definitions::is_money(id);
    let mut places = Vec::new();
    let mut found: Vec<(Map<String, Value>, (i64, i64))> = Vec::new();
    let (rows, by) = match behind {
        Behind::Sessions(adds) => {
            scan.sessions(reading, |session| {
                places.push(session.id);
                found.push((session_row(session), adds(session, context)));
            })?;
            (Rows::SESSIONS, "session")
        }
        Behind::Orders(adds) => {
            scan.orders(reading, |_, order| {
                places.push(order.id);
                found.push((order_row(order.order_id, order.at_ms), (adds(order), 0)));
            })?;
            (Rows::ORDERS, "order")
        }
        Behind::Refunds(adds) => {
            scan.refunds(reading, |_, refund| {
                places.push(refund.id);
                found.push((order_row(refund.order_id, refund.at_ms), (adds(refund), 0)));
            })?;
            (Rows::REFUNDS, "refund")
        }
        Behind::Carts(adds) => {
            scan.carts(reading, |cart| {
                places.push(cart.id);
                found.push((cart_row(cart, context), adds(cart, context)));
            })?;
            (Rows::CARTS, "cart")
        }
        Behind::Of(others) => {
            return Ok(Found { made_of: others, sql: None, rows: Vec::new(), next: None });
        }
    };
    let next = places.last().filter(|_| places.len() as i64 == asked.limit);
    let next = next.map(i64::to_string);
    let channels = reading.channels_by_id()?;
    let mut table = Vec::with_capacity(found.len());
    for (mut row, (adds, of)) in found {
        if begun_before && adds == 0 {
            continue;
        }
        row.insert("kind".into(), json!(by));
        if let Some(channel) = row.remove("channel_id").and_then(|id| channels.get(&id.as_i64()?)) {
            row.insert("source".into(), json!(channel.source));
            row.insert("medium".into(), json!(channel.medium));
            row.insert("campaign".into(), json!(channel.campaign));
        }
        if let Some(page) = row.remove("landing_page_id").and_then(|id| id.as_i64()) {
            row.insert("landing_page".into(), json!(reading.text(page)?));
        }
        row.insert(
            "adds".into(),
            if is_money { money_json(asked.site.money(adds)) } else { json!(adds) },
        );
        row.insert("of".into(), json!(of));
        table.push(Value::Object(row));
    }
    Ok(Found { made_of: &[], sql: Some(scan.sql(rows)), rows: table, next })
}

fn session_row(session: &SessionRow) -> Map<String, Value> {
    let device = usize::try_from(session.device).ok().and_then(|place| DEVICES.get(place));
    let row = json!({
        "session": session.id.to_string(),
        "at_ms": session.started_at_ms,
        "duration_ms": session.last_at_ms - session.started_at_ms,
        "channel_id": session.channel_id,
        "landing_page_id": session.landing_page_id,
        "country": session.country,
        "device": device,
        "page_views": session.page_views,
        "engaged_ms": session.engaged_ms(),
        "orders": session.orders,
    });
    object(row)
}

fn order_row(order_id: &str, at_ms: i64) -> Map<String, Value> {
    object(json!({ "order_id": order_id, "at_ms": at_ms }))
}

fn cart_row(cart: &CartRow, context: Context) -> Map<String, Value> {
    let state = match cart.state {
        CartState::Ordered => "ordered",
        CartState::Emptied => "emptied",
        CartState::Open if context.is_abandoned(cart) => "abandoned",
        CartState::Open => "active",
    };
    object(json!({
        "cart": cart.id.to_string(),
        "at_ms": cart.created_at_ms,
        "active_at_ms": cart.active_at_ms,
        "state": state,
        "value": money_json(context.asked.site.money(cart.value_minor)),
        "checkout_at_ms": cart.checkout_at_ms,
        "abandoned_at_ms": cart.abandoned_at_ms,
        "ordered_at_ms": cart.ordered_at_ms,
    }))
}

fn object(row: Value) -> Map<String, Value> {
    match row {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// What one session did, step by step. `with`: the page, the product's id, the term, the list, the promotion, or the name of an
/// event of the shop's own.
pub(super) fn session(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let wrong = |message| ReportError::parameter("session", message);
    let id = match asked.param("session") {
        None => reading.newest_session(asked.span())?,
        Some(said) => Some(said.parse().map_err(|_| wrong("a session of `explain`"))?),
    };
    let trail = match id {
        None => Vec::new(),
        Some(id) => {
            reading.trail(asked.site, id)?.ok_or_else(|| wrong("there is no such session"))?
        }
    };
    let mut steps = Vec::new();
    trail::in_order(&trail, &mut steps);
    let mut rows = Vec::with_capacity(steps.len());
    for step in steps {
        let with = match step.kind {
            StepKind::Engaged => None,
            StepKind::PageView
            | StepKind::Search
            | StepKind::ViewItemList
            | StepKind::SelectItem
            | StepKind::ViewPromotion
            | StepKind::SelectPromotion
            | StepKind::Custom => Some(reading.text(step.object)?),
            _ => reading.product_key(step.object)?,
        };
        rows.push(json!({
            "at_ms": step.at_ms,
            "event": step.kind.name(),
            "with": with,
            "engaged_ms": (step.kind == StepKind::Engaged).then_some(step.detail),
        }));
    }
    Ok(json!({ "rows": rows, "next": null }))
}
