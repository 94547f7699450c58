//! The raw form: calls as the page made them, where no Wasm runs. The same events, the same result.

use footfall_tests::{PageLoad, Server, Shop, amount, now_ms};
use serde_json::{Value, json};

const PAGE: &str = "https://shop.example/lamp?utm_source=letter";

/// A request of calls that were all made just now.
fn raw(load: &PageLoad, site: &str, calls: &[Value]) -> Value {
    json!({
        "v": 1, "site": site, "page_load": load.token, "sent_at": now_ms(), "dropped": 0,
        "first_n": 0, "calls": calls,
    })
}

/// `[kind, at, …]`
fn call(kind: &str, arguments: &[Value]) -> Value {
    let mut call = vec![json!(kind), json!(now_ms())];
    call.extend_from_slice(arguments);
    Value::Array(call)
}

fn view(url: &str) -> Value {
    call("view", &[json!(url), json!("https://search.example/")])
}

fn layer(entry: Value) -> Value {
    call("layer", &[entry])
}

fn paq(command: &[Value]) -> Value {
    call("paq", command)
}

/// Sends calls as one request; this many of them are events.
#[track_caller]
fn store(shop: &Shop, calls: &[Value], accepted: usize) {
    let answer = shop.post(&raw(&shop.load(), &shop.id, calls));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json(), json!({ "accepted": accepted, "refused": [] }));
}

/// What two shops must agree on.
fn seen(shop: &Shop) -> Value {
    let mut seen = json!({ "overview": shop.overview(), "products": shop.all_products() });
    for report in ["pages", "sources", "funnel", "drops"] {
        seen[report] = shop.report(report);
    }
    let text = seen.to_string().replace(&format!("\"site\":\"{}\"", shop.id), "\"site\":\"\"");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

#[test]
fn calls_and_the_events_they_are_give_the_same_reports() {
    let server = Server::start();
    let (events, calls) = (server.shop("events"), server.shop("calls"));
    let mut load = events.load().at(PAGE).from("https://search.example/");
    load.title = String::new();
    let ga4 = json!([{ "item_id": "L-1", "item_name": "Lamp", "item_category": "Home", "price": "19.99", "quantity": 2 }]);
    let lines = |more: Value| {
        let mut params = json!({ "currency": "EUR", "items": ga4 });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        params
    };
    let total = json!({ "transaction_id": "T-1", "order_total": "50.00", "tax": "7.00", "shipping": "4.90" });
    let all = [
        load.page_view(),
        load.event("view_item", lines(json!({}))),
        load.event("add_to_cart", lines(json!({}))),
        load.event("search", json!({ "search_term": "lamp" })),
        load.event("begin_checkout", lines(json!({}))),
        load.event("purchase", lines(total)),
    ];
    events.store(&load.batch(&all));

    let products = json!([{ "id": "L-1", "name": "Lamp", "category": "Home", "price": "19.99", "quantity": 2 }]);
    let ua = |action: &str, field: Value| {
        layer(
            json!({ "ecommerce": { "currencyCode": "EUR", action: { "actionField": field, "products": products } } }),
        )
    };
    let theirs = json!([{ "sku": "L-1", "name": "Lamp", "category": ["Home"], "price": 19.99, "quantity": "2" }]);
    let payment = json!({ "orderId": "T-1", "grandTotal": 50, "tax": "7", "shipping": 4.9, "discount": false });
    store(
        &calls,
        &[
            view(PAGE),
            paq(&[json!("trackPageView"), Value::Null, json!(PAGE), json!("")]),
            ua("detail", json!({})),
            layer(json!(["event", "add_to_cart", lines(json!({}))])),
            call("track", &[json!("search"), json!({ "search_term": "lamp" })]),
            layer(json!({ "event": "search", "search_term": "lamp" })),
            layer(json!({ "event": "begin_checkout", "ecommerce": lines(json!({})) })),
            paq(&[json!("ecommerceOrder"), theirs, payment, json!({ "currencyCode": "EUR" })]),
        ],
        6,
    );
    assert_eq!(seen(&calls), seen(&events));
    let overview = calls.overview();
    let money =
        ["gross_revenue", "item_revenue", "tax", "shipping"].map(|id| amount(&overview, id));
    assert_eq!(
        money,
        ["50.00", "38.10", "7.00", "4.90"],
        "a grand total has tax and shipping in it"
    );
    assert_eq!(calls.report("funnel")["steps"][3]["count"], 1);
}

#[test]
fn a_copy_of_a_raw_request_counts_once_and_the_next_one_goes_on() {
    let server = Server::start();
    let shop = server.shop("shop");
    let load = shop.load();
    let first = raw(&load, "shop", &[view(PAGE), call("track", &[json!("login"), json!({})])]);
    for _ in 0..3 {
        assert_eq!(shop.post(&first).json()["accepted"], 2);
    }
    let mut second = raw(
        &load,
        "shop",
        &[call("track", &[json!("sign_up")]), view("https://shop.example/next")],
    );
    second["first_n"] = json!(2);
    second["view"] = json!(0);
    second["page"] = view(PAGE);
    assert_eq!(shop.post(&second).json()["accepted"], 2);
    assert_eq!(shop.overview()["page_views"], 2);
    assert_eq!((shop.drops("duplicate"), shop.overview()["sessions"].clone()), (4, json!(1)));
    // The page given is one that may still be claimed.
    let claim = |url: &str| paq(&[json!("trackPageView"), Value::Null, json!(url), json!("")]);
    let mut third = raw(
        &load,
        "shop",
        &[claim("https://shop.example/next"), claim("https://shop.example/next")],
    );
    third["first_n"] = json!(4);
    third["view"] = json!(3);
    third["page"] = view("https://shop.example/next");
    assert_eq!(shop.post(&third).json()["accepted"], 1);
    assert_eq!(shop.overview()["page_views"], 3);
}

#[test]
fn consent_within_a_raw_request_is_honoured() {
    let login = || call("track", &[json!("login")]);
    let consent = |word: &str| call("consent", &[json!(word)]);
    let check = |calls: &[Value], accepted: usize, page_views: i64| {
        let server = Server::start();
        let shop = server.shop("shop");
        store(&shop, calls, accepted);
        assert_eq!(shop.overview()["page_views"], page_views, "{calls:?}");
    };
    check(&[view(PAGE), login(), consent("denied"), login()], 0, 0);
    check(&[view(PAGE), consent("denied"), login(), consent("granted"), login()], 2, 1);
    check(
        &[consent("denied"), view(PAGE), view("https://shop.example/b"), consent("anonymous")],
        1,
        1,
    );
    check(&[view(PAGE), consent("granted"), consent("anonymous"), login()], 2, 1);
    let gtag = |word: &str| layer(json!(["consent", "default", { "analytics_storage": word }]));
    check(&[view(PAGE), gtag("denied"), login()], 0, 0);
    // Its view left before: it is no new one after all.
    let server = Server::start();
    let shop = server.shop("shop");
    let load = shop.load();
    assert_eq!(shop.post(&raw(&load, "shop", &[view(PAGE)])).status, 200);
    let mut next = raw(&load, "shop", &[consent("denied"), login(), consent("granted"), login()]);
    next["first_n"] = json!(1);
    next["view"] = json!(0);
    next["page"] = view(PAGE);
    assert_eq!(shop.post(&next).json(), json!({ "accepted": 1, "refused": [] }));
    assert_eq!(shop.overview()["page_views"], 1);
}

#[test]
fn a_bad_call_is_refused_by_its_place_and_the_rest_is_stored() {
    let server = Server::start();
    let shop = server.shop("shop");
    let order = |id: &str, total: &str| {
        let payment = json!({ "orderId": id, "grandTotal": total });
        paq(&[json!("ecommerceOrder"), json!([]), payment])
    };
    let calls = [
        call("track", &[json!("login")]),
        view(PAGE),
        json!("no call"),
        order("", "5"),
        paq(&[json!("setSomething"), json!(5)]),
        order("T-1", "five"),
        json!(["track", 1000, "login"]),
        call("track", &[json!("2nd")]),
        view("file:///c:/shop.html"),
        order("T-2", "5.00"),
    ];
    let answer = shop.post(&raw(&shop.load(), "shop", &calls));
    let refusal = |index: usize, code: &str, field: &str| json!({ "index": index, "code": code, "field": field });
    let refused = json!([
        refusal(0, "missing", "view"),
        refusal(2, "wrong_form", "calls"),
        refusal(3, "missing", "params.transaction_id"),
        refusal(5, "wrong_type", "params.order_total"),
        refusal(6, "too_old", "at"),
        refusal(7, "wrong_form", "name"),
        refusal(8, "wrong_form", "url"),
    ]);
    assert_eq!((answer.status, answer.json()), (200, json!({ "accepted": 2, "refused": refused })));
    assert_eq!(shop.drops("unknown_command"), 1);
    assert_eq!(amount(&shop.overview(), "gross_revenue"), "5.00");
}

#[test]
fn a_raw_request_is_refused_as_any_other() {
    let server = Server::start();
    let shop = server.shop("shop");
    let load = shop.load();
    let check = |change: &dyn Fn(&mut Value), status: u16, code: &str, field: &str| {
        let mut request = raw(&load, "shop", &[view(PAGE)]);
        change(&mut request);
        let answer = shop.post(&request);
        let error = &answer.json()["error"];
        assert_eq!(
            (answer.status, &error["code"], error["field"].as_str().unwrap_or_default()),
            (status, &json!(code), field),
            "{request}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    };
    check(&|request| request["calls"] = json!([]), 400, "missing", "calls");
    check(&|request| request["calls"] = json!({}), 400, "wrong_type", "calls");
    check(&|request| request["calls"] = json!(vec![view(PAGE); 1_001]), 400, "too_many", "calls");
    check(&|request| request["first_n"] = json!(-1), 400, "out_of_range", "first_n");
    check(&|request| request["page"] = view(PAGE), 400, "missing", "view");
    let no_page = |request: &mut Value| {
        request["page"] = json!(5);
        request["view"] = json!(0);
    };
    check(&no_page, 400, "wrong_form", "page");
    check(&|request| request["site"] = json!("nowhere"), 404, "unknown_site", "site");
    check(&|request| request["page_load"] = json!("x"), 400, "wrong_form", "page_load");
    check(&|request| request["v"] = json!(2), 400, "unsupported_version", "v");
    assert_eq!(shop.overview()["page_views"], 0);
    // All of it refused, and nothing in it at all, are two things.
    let mut request = raw(&load, "shop", &[view("about:blank")]);
    assert_eq!(shop.post(&request).status, 400);
    request["calls"] = json!([call("consent", &[json!("granted")])]);
    assert_eq!(
        (shop.post(&request).status, shop.post(&request).json()["accepted"].clone()),
        (200, json!(0))
    );
    request["calls"] = json!([view(PAGE)]);
    request["first_n"] = json!(65_535);
    assert_eq!(shop.post(&request).status, 200);
    request["calls"] = json!([view(PAGE), view(PAGE)]);
    assert_eq!(shop.post(&request).json()["refused"][0]["field"], "n");
}
