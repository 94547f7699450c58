//! What visitors and the shop's server may do, and how it is told.

use footfall_tests::{AGENT, Http, ORIGIN, PageLoad, Server};
use proptest::prelude::*;
use serde_json::{Value, json};

const HOUR_MS: i64 = 3_600_000;
const SITE: &str = "shop";
const ORDERS: [&str; 2] = ["T-1", "T-2"];
const VISITORS: usize = 2;
/// Of each visitor.
const PAGE_LOADS: usize = 2;
const CONSENTED: [&str; VISITORS] =
    ["00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"];

#[derive(Debug, Clone)]
enum Teller {
    Page { visitor: usize, page_load: usize, consented: bool },
    Server,
}

#[derive(Debug, Clone, Copy)]
enum When {
    JustNow,
    /// Some seconds after midnight at the shop, or before it.
    Midnight(i64),
    /// So many seconds ago.
    Earlier(i64),
}

#[derive(Debug, Clone)]
struct Told {
    when: When,
    teller: Teller,
    name: &'static str,
    params: Value,
}

#[derive(Debug, Clone)]
pub(crate) struct History {
    events: Vec<Told>,
    /// Places of events in the order in which they arrive, some more than once.
    arrivals: Vec<usize>,
}

/// One request.
#[derive(Debug)]
pub(crate) struct Message {
    body: Value,
    /// Of a page.
    visitor: Option<usize>,
}

fn item() -> impl Strategy<Value = Value> {
    let list = prop::option::weighted(0.3, prop::sample::select(&["Sale", "New"][..]));
    let brand = prop::option::weighted(0.3, prop::sample::select(&["Lux", "Umbra"][..]));
    (prop::sample::select(&["LAMP", "POT", "VASE"][..]), list, brand).prop_map(
        |(id, list, brand)| {
            let mut item = json!({ "item_id": id, "price": "10.00" });
            item.as_object_mut().into_iter().for_each(|item| {
                item.extend(list.map(|list| ("item_list_name".to_owned(), json!(list))));
                item.extend(brand.map(|brand| ("item_brand".to_owned(), json!(brand))));
            });
            item
        },
    )
}

fn deed() -> impl Strategy<Value = (&'static str, Value)> {
    let items = || prop::collection::vec(item(), 0..4).prop_map(|items| json!({ "items": items }));
    let bare = prop::sample::select(
        &["page_view", "view_cart", "add_shipping_info", "add_payment_info", "sign_up", "login"][..],
    );
    let with_items = prop::sample::select(
        &[
            "view_item",
            "add_to_cart",
            "add_to_wishlist",
            "remove_from_cart",
            "cart_update",
            "begin_checkout",
            "view_item_list",
            "select_item",
            "view_promotion",
            "select_promotion",
        ][..],
    );
    let named = prop::sample::select(&["item_list_name", "item_list_id", "promotion_id"][..]);
    let own = prop::sample::select(&["wheel_spun", "search"][..]);
    prop_oneof![
        4 => bare.prop_map(|name| (name, json!({}))),
        2 => (1..30_000i64).prop_map(|ms| {
            ("user_engagement", json!({ "engaged_ms": ms, "scroll_percent": 50 }))
        }),
        6 => (with_items.clone(), items()),
        1 => (with_items, named, items()).prop_map(|(name, key, mut params)| {
            params[key] = json!("Front");
            (name, params)
        }),
        1 => own.prop_map(|name| (name, json!({ "search_term": "lamps" }))),
        4 => of_order(),
    ]
}

fn of_order() -> impl Strategy<Value = (&'static str, Value)> {
    let name = prop_oneof![
        4 => Just("purchase"), 1 => Just("refund"), 1 => Just("order_cancelled"),
    ];
    let items = prop::collection::vec(item(), 0..3);
    (name, prop::sample::select(&ORDERS[..]), items).prop_map(|(name, order, items)| {
        (name, json!({ "transaction_id": order, "value": "20.00", "items": items }))
    })
}

fn told() -> impl Strategy<Value = Told> {
    let when = prop_oneof![
        3 => (-3_500..3_500i64).prop_map(When::Midnight),
        2 => Just(When::JustNow),
        1 => (4_000..250_000i64).prop_map(When::Earlier),
    ];
    let page = (0..VISITORS, 0..PAGE_LOADS, prop::bool::weighted(0.2))
        .prop_map(|(visitor, page_load, consented)| Teller::Page { visitor, page_load, consented });
    let of_page = (when.clone(), page, deed());
    let of_server = (when, Just(Teller::Server), of_order());
    prop_oneof![5 => of_page.boxed(), 1 => of_server.boxed()]
        .prop_map(|(when, teller, (name, params))| Told { when, teller, name, params })
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    prop::collection::vec(told(), 1..24).prop_flat_map(|events| {
        let repeats = prop::collection::vec(0..events.len(), 0..3);
        let once: Vec<usize> = (0..events.len()).collect();
        let all = repeats.prop_map(move |more| [once.clone(), more].concat());
        (Just(events), all.prop_shuffle())
            .prop_map(|(events, arrivals)| History { events, arrivals })
    })
}

impl History {
    /// Each event in a request of its own, in the order in which they arrive.
    pub(crate) fn wire(&self, now_ms: i64) -> Vec<Message> {
        let load = |place| {
            let path = format!("https://shop.example/page-{place}");
            PageLoad::new(SITE).at(&path)
        };
        let loads: Vec<PageLoad> = (0..VISITORS * PAGE_LOADS).map(load).collect();
        let message = |place: &usize| {
            let Told { when, teller, name, params } = &self.events[*place];
            let at = match when {
                When::JustNow => now_ms,
                When::Midnight(seconds) => midnight_ms(now_ms) + seconds * 1_000,
                When::Earlier(seconds) => now_ms - seconds * 1_000,
            };
            // No two at the same time.
            let at = at - *place as i64;
            match *teller {
                Teller::Server => {
                    let event =
                        json!({ "name": name, "at": at, "params": params, "event_id": place });
                    Message { body: json!({ "events": [event] }), visitor: None }
                }
                Teller::Page { visitor, page_load, consented } => {
                    let load = &loads[visitor * PAGE_LOADS + page_load];
                    let event = json!({
                        "n": place, "at": at, "view": 0, "name": name, "params": params,
                    });
                    let mut body = load.batch_sent(now_ms, &[event]);
                    if consented {
                        body["visitor"] = json!(CONSENTED[visitor]);
                    }
                    Message { body, visitor: Some(visitor) }
                }
            }
        };
        self.arrivals.iter().map(message).collect()
    }
}

/// When it was midnight at the shop.
fn midnight_ms(now_ms: i64) -> i64 {
    (now_ms / HOUR_MS - 1) * HOUR_MS
}

#[derive(Debug)]
pub(crate) struct Shop {
    http: Http,
    url: String,
    key: String,
}

impl Shop {
    /// It is between one and two o'clock there.
    pub(crate) fn open(server: &Server) -> Self {
        let hour = footfall_tests::now_ms() / HOUR_MS % 24;
        let east_h = if hour <= 12 { 1 - hour } else { 25 - hour };
        // POSIX counts to the west.
        let zone = format!("Etc/GMT{:+}", -east_h);
        let added = server.command(&["site", "add", SITE, "--timezone", &zone, "--origin", ORIGIN]);
        assert!(added.success, "{}", added.stderr);
        let key = format!("Bearer {}", server.key(SITE, "ingest"));
        Self { http: server.http.clone(), url: server.url.clone(), key }
    }

    /// The same shop at another server.
    pub(crate) fn behind(self, server: &Server) -> Self {
        Self { http: server.http.clone(), url: server.url.clone(), ..self }
    }

    #[track_caller]
    pub(crate) fn send(&self, Message { body, visitor }: &Message) {
        let text = body.to_string();
        let answer = match visitor {
            Some(visitor) => {
                let agent = format!("{AGENT} visitor {visitor}");
                let headers = [("origin", ORIGIN), ("user-agent", &*agent)];
                self.http.post(&format!("{}/v1/events", self.url), &headers, &text)
            }
            None => {
                let url = format!("{}/api/v1/sites/{SITE}/events", self.url);
                self.http.post(&url, &[("authorization", &self.key)], &text)
            }
        };
        assert_eq!(
            (answer.status, &answer.json()["accepted"]),
            (200, &json!(1)),
            "{body}: {answer:?}"
        );
    }
}
