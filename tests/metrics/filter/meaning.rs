//! What a filter means.

use super::{Comparison, Filter};
use crate::expected::Asked;
use crate::model::{Model, Session, Step, With};
use crate::shop::{COUPONS, PRODUCTS};

/// A category is any of the levels, or all of them together.
pub(super) fn words_of_product(dimension: &str, product: usize) -> Vec<String> {
    let product = &PRODUCTS[product];
    match dimension {
        "product_name" => vec![product.name.to_owned()],
        "brand" => vec![product.brand.to_owned()],
        "category" => {
            let mut levels: Vec<String> =
                product.categories.iter().map(|level| (*level).to_owned()).collect();
            levels.push(product.categories.join(" > "));
            levels
        }
        _ => vec![product.id.to_owned()],
    }
}

impl Comparison {
    /// A number, or an amount in cents.
    fn number(&self) -> i64 {
        let digits: String = self.value.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    }

    /// Whether one of the words compares; by a negative operator, whether none does.
    fn holds_for(&self, words: &[impl AsRef<str>]) -> bool {
        let low = self.value.to_ascii_lowercase();
        let holds = |is: &dyn Fn(&str) -> bool| words.iter().any(|word| is(word.as_ref()));
        match self.operator {
            "==" => holds(&|word| word == self.value),
            "!=" => !holds(&|word| word == self.value),
            "=@" => holds(&|word| word.to_ascii_lowercase().contains(&low)),
            "!@" => !holds(&|word| word.to_ascii_lowercase().contains(&low)),
            "=^" => holds(&|word| word.to_ascii_lowercase().starts_with(&low)),
            "=$" => holds(&|word| word.to_ascii_lowercase().ends_with(&low)),
            other => panic!("{other} compares no texts"),
        }
    }

    fn is_with(&self, with: With) -> bool {
        match with {
            With::Nothing => false,
            With::Text(text) => self.holds_for(&[text]),
            With::Product(product) => self.holds_for(&words_of_product(self.dimension, product)),
        }
    }
}

fn compares(number: i64, sign: &str, value: i64) -> bool {
    match sign {
        "==" => number == value,
        "!=" => number != value,
        "<" => number < value,
        "<=" => number <= value,
        ">" => number > value,
        _ => number >= value,
    }
}

impl Filter {
    /// Which of the model's sessions are meant, of a report about that period.
    pub(crate) fn sessions(&self, asked: Asked) -> Vec<bool> {
        (0..asked.model.sessions.len()).map(|session| self.holds(asked, session)).collect()
    }

    fn holds(&self, asked: Asked, session: usize) -> bool {
        match self {
            Filter::All(terms) => terms.iter().all(|term| term.holds(asked, session)),
            Filter::Any(terms) => terms.iter().any(|term| term.holds(asked, session)),
            Filter::Is(comparison) => is(asked.model, comparison, session),
            Filter::Did { event, with, count, within, negated } => {
                let (sign, count) = count.unwrap_or((">=", 1));
                let of_visitor = asked
                    .sessions_of_period()
                    .into_iter()
                    .filter(|other| other.who == asked.model.sessions[session].who);
                let steps: Vec<Step> = of_visitor.flat_map(Session::steps).collect();
                let mut times: Vec<i64> = Vec::new();
                for step in steps {
                    if is_step(&step, event, with.as_ref()) {
                        times.push(step.at_ms);
                    }
                }
                let enough = |times: usize| compares(times as i64, sign, count as i64);
                let did = match within {
                    None => enough(times.len()),
                    Some((number, unit)) => {
                        let long_ms = number * if *unit == 'h' { 3_600_000 } else { 86_400_000 };
                        // In a stretch without anything, or one that begins with something.
                        enough(0)
                            || times.iter().any(|from| {
                                let until = from + long_ms;
                                enough(
                                    times.iter().filter(|at| (*from..=until).contains(*at)).count(),
                                )
                            })
                    }
                };
                did != *negated
            }
        }
    }
}

/// Whether something that was done is the event, with that. A whole cart that is reported is added to, and what an order is
/// with was bought.
pub(crate) fn is_step(step: &Step, event: &str, with: Option<&Comparison>) -> bool {
    let name = match (step.name, with) {
        ("cart_update", _) => "add_to_cart",
        ("purchase", Some(_)) => return false,
        ("bought", Some(_)) => "purchase",
        (name, _) => name,
    };
    name == event && with.is_none_or(|with| with.is_with(step.with))
}

fn is(model: &Model, comparison: &Comparison, place: usize) -> bool {
    let session = &model.sessions[place];
    let steps = session.steps();
    let with = |names: &[&str]| {
        let of = steps.iter().filter(|step| names.contains(&step.name));
        let words = of.flat_map(|step| match step.with {
            With::Nothing => Vec::new(),
            With::Text(text) => vec![text.to_owned()],
            With::Product(product) => words_of_product(comparison.dimension, product),
        });
        comparison.holds_for(&words.collect::<Vec<_>>())
    };
    let count = |number: i64| compares(number, comparison.operator, comparison.number());
    let orders: Vec<_> = model.orders_of(place).collect();
    let in_euros = orders.iter().filter_map(|order| order.euros.as_ref());
    match comparison.dimension {
        "country" => comparison.holds_for(&[session.country()]),
        "device" => comparison.holds_for(&[session.device()]),
        "source" => comparison.holds_for(&[session.channel()[0]]),
        "medium" => comparison.holds_for(&[session.channel()[1]]),
        "campaign" => comparison.holds_for(&[session.channel()[2]]),
        "landing_page" => comparison.holds_for(&[session.landing_page()]),
        "exit_page" => comparison.holds_for(session.exit_page().as_slice()),
        "page" => with(&["page_view"]),
        "product" | "product_name" | "category" | "brand" => {
            with(&["view_item", "add_to_cart", "cart_update", "bought"])
        }
        "product_viewed" => with(&["view_item"]),
        "product_added" => with(&["add_to_cart", "cart_update"]),
        "product_bought" => with(&["bought"]),
        "search_term" => with(&["search"]),
        "list" => with(&["view_item_list", "select_item"]),
        "promotion" => with(&["view_promotion", "select_promotion"]),
        "event" => {
            let parts = ["cart_update", "bought"];
            let names = steps.iter().map(|step| step.name).filter(|name| !parts.contains(name));
            comparison.holds_for(&names.collect::<Vec<_>>())
        }
        "coupon" => {
            let coupons = orders.iter().map(|order| COUPONS[order.purchase.coupon]);
            comparison.holds_for(&coupons.collect::<Vec<_>>())
        }
        "order_id" => {
            comparison.holds_for(&orders.iter().map(|order| order.id).collect::<Vec<_>>())
        }
        "visitor" => {
            let earlier = |other: &&Session| {
                other.who == session.who && other.started_ms() < session.started_ms()
            };
            let returning = model.sessions.iter().any(|other| earlier(&other));
            comparison.holds_for(&[if returning { "returning" } else { "new" }])
        }
        "engaged" => comparison.holds_for(&[if model.is_engaged(place) { "yes" } else { "no" }]),
        "stage" => comparison.holds_for(&[stage(&steps, orders.len())]),
        "page_views" => count(session.views().len() as i64),
        "engaged_ms" => count(session.engaged_ms()),
        "duration_ms" => count(session.last_ms() - session.started_ms()),
        "orders" => count(orders.len() as i64),
        "visitor_orders" => {
            let mut all = 0;
            for (other, it) in model.sessions.iter().enumerate() {
                if it.who == session.who {
                    all += model.orders_of(other).count();
                }
            }
            count(all as i64)
        }
        "revenue" => count(in_euros.map(|euros| euros.gross - euros.refunded()).sum()),
        "cart_value" => {
            let of_session = model.carts.iter().filter(|cart| cart.session == place);
            count(of_session.map(|cart| cart.value()).max().unwrap_or(0))
        }
        other => panic!("no dimension {other}"),
    }
}

fn stage(steps: &[Step], orders: usize) -> &'static str {
    let did = |names: &[&str]| steps.iter().any(|step| names.contains(&step.name));
    if orders > 0 || did(&["purchase"]) {
        "ordered"
    } else if did(&["begin_checkout", "add_shipping_info", "add_payment_info"]) {
        "checkout"
    } else if did(&["add_to_cart", "cart_update"]) {
        "added"
    } else if did(&["view_item"]) {
        "viewed"
    } else {
        "visited"
    }
}
