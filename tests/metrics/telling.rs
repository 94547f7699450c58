//! A history as a real server hears it: each request at its time, late, or twice.

use std::collections::{BTreeMap, BTreeSet};

use footfall_tests::{ORIGIN, Server, Shop, must};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::history::{Deed, Done, History, Line, Purchase, Start, Word};
use crate::model::{Fact, Rates, Told};
use crate::shop::{
    COUPONS, CURRENCIES, CUSTOM, LISTS, ORDERS, ORIGINS, PAGES, PRODUCTS, PROMOTIONS, SCENES,
    TERMS, TITLES, VISITORS,
};

const SECOND_MS: i64 = 1_000;
const HOUR_MS: i64 = 3_600 * SECOND_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// One request and when it arrives.
#[derive(Debug, Clone)]
struct Request {
    received_ms: i64,
    facts: Vec<(i64, Told)>,
    /// It has been sent before.
    is_copy: bool,
}

/// All that was told, each thing once, in the order in which it arrived; and when that was over.
pub(crate) struct Telling {
    requests: Vec<Request>,
    pub(crate) told: Vec<Told>,
    pub(crate) time_zone: &'static str,
    pub(crate) scene_ms: i64,
    pub(crate) now_ms: i64,
    pub(crate) rates: Rates,
    rates_come_first: bool,
}

/// No two things happen in the same millisecond, and none in a UTC day's last second: clocks here have whole ones.
#[derive(Default)]
struct Moments(BTreeSet<i64>);

impl Moments {
    fn free(&mut self, at_ms: i64) -> i64 {
        let mut at_ms = at_ms;
        loop {
            if at_ms.rem_euclid(DAY_MS) >= DAY_MS - SECOND_MS {
                at_ms += SECOND_MS;
            } else if self.0.insert(at_ms) {
                return at_ms;
            } else {
                at_ms += 1;
            }
        }
    }
}

/// The salt of a day names who has no id, so what they do about midnight is told at once, and all else on its day.
fn is_about_midnight(at_ms: i64) -> bool {
    !(6..20).contains(&(at_ms.rem_euclid(DAY_MS) / HOUR_MS))
}

fn whole_second(ms: i64) -> i64 {
    (ms + SECOND_MS - 1).div_euclid(SECOND_MS) * SECOND_MS
}

fn start_ms(start: Start, scene_ms: i64, time_zone: &str) -> i64 {
    match start {
        Start::After(ms) => scene_ms + ms,
        Start::AboutMidnight { days, ms } => {
            let scene = must(Timestamp::from_millisecond(scene_ms), "a scene");
            let date = must(scene.in_tz(time_zone), time_zone).date().saturating_add(days.days());
            must(date.in_tz(time_zone), time_zone).timestamp().as_millisecond() + ms
        }
    }
}

impl Telling {
    pub(crate) fn of(history: &History) -> Self {
        let (time_zone, scene) = SCENES[history.scene];
        let scene_ms = must(scene.parse::<Timestamp>(), scene).as_millisecond();
        let mut moments = Moments::default();
        let mut requests = Vec::new();
        let mut load = 0;
        for visit in &history.visits {
            let is_known = VISITORS[visit.visitor].id.is_some();
            let mut at_ms = start_ms(visit.start, scene_ms, time_zone);
            for page in &visit.pages {
                load += 1;
                at_ms = moments.free(at_ms + page.pause_ms);
                let view = Done {
                    after_ms: 0,
                    deed: Deed::PageView,
                    ends_request: false,
                    delay_ms: 0,
                    is_repeated: false,
                };
                let mut waiting = Vec::new();
                let all: Vec<&Done> = std::iter::once(&view).chain(&page.deeds).collect();
                for (n, done) in all.iter().enumerate() {
                    if done.after_ms > 0 {
                        at_ms = moments.free(at_ms + done.after_ms);
                    }
                    let told = Told::Page(Fact {
                        at_ms,
                        visitor: visit.visitor,
                        load,
                        page: page.page,
                        origin: page.origin,
                        deed: done.deed.clone(),
                    });
                    waiting.push((n as i64, told));
                    let at_once = !is_known && is_about_midnight(at_ms);
                    if !(done.ends_request || at_once || n + 1 == all.len()) {
                        continue;
                    }
                    let delay_ms = match (is_known, at_once) {
                        (true, _) => done.delay_ms,
                        (false, true) => 0,
                        (false, false) => done.delay_ms.min(HOUR_MS),
                    };
                    let received_ms = whole_second(at_ms + delay_ms);
                    let facts = std::mem::take(&mut waiting);
                    requests.push(Request { received_ms, facts, is_copy: false });
                }
                let repeated = page.deeds.iter().any(|done| done.is_repeated);
                if let Some(last) = requests.last().filter(|_| repeated).cloned() {
                    let received_ms = last.received_ms + 7 * SECOND_MS;
                    requests.push(Request { received_ms, is_copy: true, ..last });
                }
            }
        }
        for (after_ms, word) in &history.words {
            let at_ms = moments.free(scene_ms + after_ms);
            let facts = vec![(0, Told::Server { at_ms, word: word.clone() })];
            requests.push(Request { received_ms: whole_second(at_ms), facts, is_copy: false });
        }
        requests.sort_by_key(|request| (request.received_ms, request.last_at_ms()));
        let first_told = requests.iter().filter(|request| !request.is_copy);
        let told = first_told.flat_map(|request| &request.facts).map(|(_, told)| told.clone());
        let last_ms = requests.last().map_or(scene_ms, |request| request.received_ms);
        // A little later, so that some carts are not abandoned yet.
        let now_ms = last_ms + 600 * SECOND_MS;
        let scene = must(scene.parse::<Timestamp>(), scene).to_zoned(TimeZone::UTC).date();
        let rates = history.rates.iter();
        let rates = rates.map(|(days, rate)| (scene.saturating_add(days.days()), *rate)).collect();
        let (told, rates_come_first) = (told.collect(), history.rates_come_first);
        Self { told, requests, time_zone, scene_ms, now_ms, rates, rates_come_first }
    }

    pub(crate) fn first_ms(&self) -> i64 {
        self.requests.first().map_or(self.scene_ms, |request| request.received_ms)
    }

    pub(crate) fn tell(&self, server: &Server, clock: &Clock, site: &str) -> Shop {
        let shop = server.shop_with(site, &["--timezone", self.time_zone, "--origin", ORIGIN]);
        let ingest = format!("Bearer {}", server.key(site, "ingest"));
        if self.rates_come_first {
            self.import_rates(server);
        }
        let mut set_ms = 0;
        for request in &self.requests {
            if request.received_ms != set_ms {
                set_ms = request.received_ms;
                clock.set(set_ms);
            }
            let answer = match &request.facts[..] {
                [(_, Told::Server { at_ms, word })] => {
                    let body = json!({ "events": [server_event(*at_ms, word)] }).to_string();
                    let url = format!("{}/api/v1/sites/{site}/events", server.url);
                    server.http.post(&url, &[("authorization", &ingest)], &body)
                }
                facts => {
                    let (visitor, body) = batch(site, request.received_ms, facts);
                    shop.visited_with(VISITORS[visitor].agent).post(&body)
                }
            };
            let accepted = json!({ "accepted": request.facts.len(), "refused": [] });
            assert_eq!((answer.status, answer.json()), (200, accepted), "{request:?}: {answer:?}");
        }
        clock.set(self.now_ms);
        if !self.rates_come_first {
            self.import_rates(server);
        }
        shop
    }

    /// In the columns in which the European Central Bank publishes them.
    fn import_rates(&self, server: &Server) {
        let mut table = "Date,USD,JPY,\n".to_owned();
        for (date, rate) in &self.rates {
            table += &format!("{date},1.1,{}.{:02},\n", rate / 100, rate % 100);
        }
        let file = server.data.join("rates.csv");
        must(std::fs::write(&file, table), "the rates");
        if !self.rates.is_empty() {
            let imported = server.command(&["rates", "import", &file.display().to_string()]);
            assert!(imported.success, "{}", imported.stderr);
        }
    }
}

impl Request {
    fn last_at_ms(&self) -> i64 {
        self.facts.iter().map(|(_, told)| told.at_ms()).max().unwrap_or(0)
    }
}

/// Of one page load; and whose it is.
fn batch(site: &str, sent_ms: i64, facts: &[(i64, Told)]) -> (usize, Value) {
    let mut events = Vec::new();
    let mut of = None;
    for (n, told) in facts {
        let Told::Page(fact) = told else { continue };
        let (name, params) = said(&fact.deed);
        events.push(json!({ "n": n, "at": fact.at_ms, "view": 0, "name": name, "params": params }));
        of = Some(fact);
    }
    let Some(fact) = of else { panic!("a request about nothing: {facts:?}") };
    let (visitor, origin) = (&VISITORS[fact.visitor], &ORIGINS[fact.origin]);
    let path = PAGES[fact.page];
    let between = match (origin.tags, path.contains('?')) {
        ("", _) => "",
        (_, true) => "&",
        (_, false) => "?",
    };
    let url = format!("{ORIGIN}{path}{between}{}", origin.tags);
    let body = json!({
        "v": 1,
        "site": site,
        "page_load": format!("{:032x}", fact.load),
        "sent_at": sent_ms,
        "time_zone": visitor.time_zone,
        "visitor": visitor.id,
        "pages": [{ "view": 0, "url": url, "title": TITLES[fact.page], "referrer": origin.referrer }],
        "events": events,
    });
    (fact.visitor, body)
}

fn said(deed: &Deed) -> (&'static str, Value) {
    let of = |lines: &[Line]| json!({ "items": items(lines, 0, 0) });
    let one = |product: usize| of(&[(product, 1)]);
    match deed {
        Deed::PageView => ("page_view", json!({})),
        Deed::Engaged(ms) => ("user_engagement", json!({ "engaged_ms": ms })),
        Deed::View(product) => ("view_item", one(*product)),
        Deed::Add(line) => ("add_to_cart", of(&[*line])),
        Deed::Remove(line) => ("remove_from_cart", of(&[*line])),
        Deed::Cart(lines) => ("cart_update", of(lines)),
        Deed::Wish(product) => ("add_to_wishlist", one(*product)),
        Deed::LookAtCart => ("view_cart", json!({})),
        Deed::Checkout(lines) => ("begin_checkout", of(lines)),
        Deed::Shipping => ("add_shipping_info", json!({})),
        Deed::Buy(purchase) => ("purchase", bought(purchase)),
        Deed::Search(term) => ("search", json!({ "search_term": TERMS[*term] })),
        Deed::SeeList(list) => ("view_item_list", json!({ "item_list_name": LISTS[*list] })),
        Deed::ClickInList(list, product) => {
            let mut params = one(*product);
            params["item_list_name"] = json!(LISTS[*list]);
            ("select_item", params)
        }
        Deed::SeePromotion(promotion) => {
            ("view_promotion", json!({ "promotion_name": PROMOTIONS[*promotion] }))
        }
        Deed::ClickPromotion(promotion) => {
            ("select_promotion", json!({ "promotion_name": PROMOTIONS[*promotion] }))
        }
        Deed::LogIn => ("login", json!({})),
        Deed::Custom(name) => (CUSTOM[*name], json!({ "answer": "yes" })),
    }
}

fn server_event(at_ms: i64, word: &Word) -> Value {
    let (name, params) = match word {
        Word::Bought(purchase) => ("purchase", bought(purchase)),
        Word::Refund { order, lines } => {
            let pieces = |(product, pieces): &Line| json!({ "item_id": PRODUCTS[*product].id, "quantity": pieces });
            let items: Vec<Value> = lines.iter().map(pieces).collect();
            let id = format!("r{at_ms}");
            ("refund", json!({ "transaction_id": ORDERS[*order], "refund_id": id, "items": items }))
        }
        Word::Cancel { order } => ("order_cancelled", json!({ "transaction_id": ORDERS[*order] })),
    };
    json!({ "name": name, "at": at_ms, "params": params, "event_id": at_ms })
}

fn bought(purchase: &Purchase) -> Value {
    let Purchase { order, currency, value, tax, shipping, discount, coupon, lines } = purchase;
    let mut params = json!({
        "transaction_id": ORDERS[*order],
        "currency": CURRENCIES[*currency],
        "value": amount(*value, *currency),
        "tax": amount(*tax, *currency),
        "shipping": amount(*shipping, *currency),
        "items": items(lines, *currency, *discount),
    });
    if *coupon > 0 {
        params["coupon"] = json!(COUPONS[*coupon]);
    }
    params
}

fn items(lines: &[Line], currency: usize, discount: i64) -> Vec<Value> {
    let item = |(product, pieces): &Line| {
        let product = &PRODUCTS[*product];
        let mut item = BTreeMap::from([
            ("item_id".to_owned(), json!(product.id)),
            ("item_name".to_owned(), json!(product.name)),
            ("item_brand".to_owned(), json!(product.brand)),
            ("price".to_owned(), json!(amount(product.price, currency))),
            ("quantity".to_owned(), json!(pieces)),
            ("discount".to_owned(), json!(amount(discount, currency))),
        ]);
        for (level, category) in product.categories.iter().enumerate() {
            let number = if level == 0 { String::new() } else { (level + 1).to_string() };
            item.insert(format!("item_category{number}"), json!(category));
        }
        json!(item)
    };
    lines.iter().map(item).collect()
}

/// `49.95`, `4995` yen, `4.995` dinars.
pub(crate) fn amount(minor: i64, currency: usize) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.abs();
    match CURRENCIES[currency] {
        "JPY" => format!("{sign}{minor}"),
        "KWD" => format!("{sign}{}.{:03}", minor / 1_000, minor % 1_000),
        _ => format!("{sign}{}.{:02}", minor / 100, minor % 100),
    }
}
