//! Random filters: how they are written, and what they mean by the language's own words, in plain Rust over the model.

use proptest::prelude::*;
use proptest::sample::select;

use crate::expected::Asked;
use crate::model::{Model, Session, Step, With};
use crate::shop::{
    COUPONS, CUSTOM, LISTS, ORDERS, ORIGINS, PAGES, PRODUCTS, PROMOTIONS, TERMS, VISITORS,
};
use crate::telling::amount;

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

const TEXTS: [&str; 18] = [
    "country",
    "source",
    "medium",
    "campaign",
    "landing_page",
    "exit_page",
    "page",
    "product",
    "product_name",
    "category",
    "brand",
    "product_viewed",
    "product_added",
    "product_bought",
    "search_term",
    "list",
    "promotion",
    "event",
];
const TEXTS_OF_ORDERS: [&str; 2] = ["coupon", "order_id"];
const CHOICES: [(&str, &[&str]); 4] = [
    ("device", &["desktop", "mobile", "tablet"]),
    ("visitor", &["new", "returning"]),
    ("engaged", &["yes", "no"]),
    ("stage", &["visited", "viewed", "added", "checkout", "ordered"]),
];
const NUMBERS: [&str; 5] = ["page_views", "engaged_ms", "duration_ms", "orders", "visitor_orders"];
const AMOUNTS: [&str; 2] = ["revenue", "cart_value"];
const EXACT: [&str; 2] = ["==", "!="];
const LOOKING: [&str; 4] = ["=@", "!@", "=^", "=$"];
const ORDERING: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// What a visitor can be said to have done, and the dimensions that it is with.
const EVENTS: [(&str, &[&str]); 14] = [
    ("page_view", &["page"]),
    ("view_item", OF_PRODUCTS),
    ("add_to_cart", OF_PRODUCTS),
    ("remove_from_cart", OF_PRODUCTS),
    ("add_to_wishlist", OF_PRODUCTS),
    ("purchase", OF_PRODUCTS),
    ("view_cart", &[]),
    ("begin_checkout", &[]),
    ("search", &["search_term"]),
    ("view_item_list", &["list"]),
    ("select_item", &["list"]),
    ("select_promotion", &["promotion"]),
    ("login", &[]),
    ("quiz_done", &[]),
];
const OF_PRODUCTS: &[&str] = &["product", "product_name", "category", "brand"];

/// All that the shop knows for a dimension.
fn words(dimension: &str) -> Vec<String> {
    let of_products = |of: fn(usize) -> Vec<String>| (0..PRODUCTS.len()).flat_map(of).collect();
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match dimension {
        "country" => VISITORS.iter().map(|visitor| visitor.country.to_owned()).collect(),
        "source" => ORIGINS.iter().map(|origin| origin.channel[0].to_owned()).collect(),
        "medium" => ORIGINS.iter().map(|origin| origin.channel[1].to_owned()).collect(),
        "campaign" => ORIGINS.iter().map(|origin| origin.channel[2].to_owned()).collect(),
        "landing_page" | "exit_page" | "page" => own(&PAGES),
        "product" | "product_viewed" | "product_added" | "product_bought" => {
            of_products(|product| words_of_product("product", product))
        }
        "product_name" => of_products(|product| words_of_product("product_name", product)),
        "category" => of_products(|product| words_of_product("category", product)),
        "brand" => of_products(|product| words_of_product("brand", product)),
        "search_term" => own(&TERMS),
        "list" => own(&LISTS),
        "promotion" => own(&PROMOTIONS),
        "coupon" => own(&COUPONS),
        "order_id" => own(&ORDERS),
        "event" => own(&[&CUSTOM[..], &["page_view", "add_to_cart", "purchase"]].concat()),
        other => panic!("no dimension {other}"),
    }
}

/// A category is any of the levels, or all of them together.
fn words_of_product(dimension: &str, product: usize) -> Vec<String> {
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

/// A word of the shop, a part of one, or what is in none.
fn value(dimension: &'static str) -> impl Strategy<Value = String> {
    let word = select(words(dimension));
    let part = (word.clone(), 0..20usize, 1..6usize).prop_map(|(word, from, length)| {
        let characters: Vec<char> = word.chars().collect();
        let from = from % characters.len().max(1);
        characters.iter().skip(from).take(length).collect()
    });
    let large = word.clone().prop_map(|word| word.to_ascii_uppercase());
    let none = select(vec!["", "nothing", "%", "_", "' OR '1'='1", "\\\"", "🦀", "\0"]);
    prop_oneof![6 => word, 3 => part, 1 => large, 1 => none.prop_map(str::to_owned)]
}

fn comparison(
    dimension: &'static str,
    operators: Vec<&'static str>,
    value: BoxedStrategy<String>,
) -> impl Strategy<Value = Comparison> {
    (select(operators), value, any::<bool>()).prop_map(move |(operator, value, quoted)| {
        Comparison { dimension, operator, value, quoted }
    })
}

fn of_text(dimension: &'static str) -> impl Strategy<Value = Comparison> {
    comparison(dimension, [&EXACT[..], &LOOKING].concat(), value(dimension).boxed())
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    let of_orders = select(&TEXTS_OF_ORDERS[..]).prop_flat_map(of_text);
    let choice = select(&CHOICES[..]).prop_flat_map(|(dimension, choices)| {
        let value = select(choices).prop_map(str::to_owned).boxed();
        comparison(dimension, EXACT.to_vec(), value)
    });
    let number = select(&NUMBERS[..]).prop_flat_map(|dimension| {
        let value = if dimension.ends_with("_ms") {
            prop_oneof![0..200_000i64, Just(0), Just(10_000)].boxed()
        } else {
            (0..6i64).boxed()
        };
        comparison(
            dimension,
            ORDERING.to_vec(),
            value.prop_map(|number| number.to_string()).boxed(),
        )
    });
    let money = select(&AMOUNTS[..]).prop_flat_map(|dimension| {
        let value = prop_oneof![Just(0), 0..60_000i64, select(vec![4_995, 12_000, 333, 2_050])];
        let value = value.prop_map(|minor| amount(minor, 0)).boxed();
        comparison(dimension, ORDERING.to_vec(), value)
    });
    prop_oneof![
        8 => select(&TEXTS[..]).prop_flat_map(of_text),
        1 => of_orders,
        2 => choice,
        3 => number,
        2 => money,
    ]
}

fn behaviour() -> impl Strategy<Value = Filter> {
    let event = select(&EVENTS[..]).prop_flat_map(|(event, dimensions)| {
        let with = match dimensions {
            [] => Just(None).boxed(),
            some => prop::option::of(select(some).prop_flat_map(of_text)).boxed(),
        };
        (Just(event), with)
    });
    let count = prop::option::weighted(0.6, (select(vec!["==", "<", "<=", ">", ">="]), 0..4usize));
    let within = prop::option::weighted(0.4, (1..30i64, select(vec!['h', 'd'])));
    (event, count, within, any::<bool>()).prop_map(|((event, with), count, within, negated)| {
        let may_be_within = count.is_none_or(|(sign, _)| sign.starts_with('>'));
        Filter::Did { event, with, count, within: within.filter(|_| may_be_within), negated }
    })
}

/// Steps of a funnel: events, some with something.
pub(crate) type Way = Vec<(&'static str, Option<Comparison>)>;

pub(crate) fn way() -> impl Strategy<Value = Way> {
    let step = behaviour().prop_map(|filter| match filter {
        Filter::Did { event, with, .. } => (event, with),
        other => panic!("{other:?} is no behaviour"),
    });
    prop::collection::vec(step, 1..5)
}

pub(crate) fn text_of_step((event, with): &(&'static str, Option<Comparison>)) -> String {
    let with = with.as_ref().map(|with| format!("({})", with.text()));
    format!("{event}{}", with.unwrap_or_default())
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let one = prop_oneof![3 => any_comparison().prop_map(Filter::Is), 1 => behaviour()];
    one.prop_recursive(3, 8, 3, |inner| {
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![some.clone().prop_map(Filter::All), some.prop_map(Filter::Any)]
    })
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
