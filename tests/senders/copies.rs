//! What counts once: a hit that comes again because its sender heard no answer, an order whatever repeats it.

use serde_json::json;

use crate::{Door, HIT, query};

const PAGE: (&str, &str) = ("url", "https://shop.example/lamp");

#[test]
fn a_hit_with_a_random_number_counts_once_however_it_is_sent_again() {
    let door = Door::open();
    for rand in [("rand", "123456"), ("r", "123456")] {
        let params = [PAGE, rand];
        door.get("/matomo.php", &params);
        door.get("/matomo.php", &params);
        // As their own tag does when a POST fails.
        door.post("/matomo.php", &format!("{}&{HIT}", query(&params)));
        door.get("/matomo.php", &[PAGE, rand, ("send_image", "0")]);
    }
    door.check(&json!({ "page_views": 2 }));
    assert_eq!(door.shop.drops("duplicate"), 6);
    // Another number, and the same number of somebody else.
    door.get("/matomo.php", &[PAGE, ("rand", "123457")]);
    let other = [("origin", "https://shop.example"), ("user-agent", "another browser")];
    door.get_with("/matomo.php", &[PAGE, ("rand", "123456")], &other);
    door.check(&json!({ "page_views": 4 }));
}

#[test]
fn a_hit_with_nothing_of_its_own_counts_as_often_as_it_comes() {
    let door = Door::open();
    for _ in 0..3 {
        door.get("/matomo.php", &[PAGE]);
    }
    door.check(&json!({ "page_views": 3 }));
}

#[test]
fn the_same_words_twice_in_a_bulk_are_two_hits_and_the_bulk_sent_again_is_none() {
    let door = Door::open();
    let hit = format!("?{HIT}&cdt=2020-05-05+12:00:00&url=https://shop.example/&_pks=A&_pkp=5");
    let bulk = json!({ "token_auth": door.ingest_key(), "requests": [hit, hit, hit] }).to_string();
    for _ in 0..2 {
        let answer = door.post("/matomo.php", &bulk);
        assert_eq!((answer.status, &answer.json()["tracked"]), (200, &json!(3)));
    }
    let day = jiff::civil::date(2020, 5, 5);
    let overview = door.shop.report_of("overview", day, day, "");
    assert_eq!((&overview["page_views"], &overview["sessions"]), (&json!(3), &json!(1)));
    let products = door.shop.report_of("products", day, day, "");
    assert_eq!(products["rows"][0]["views"], 3, "{products}");
    assert_eq!(door.shop.drops("duplicate"), 6);
}

#[test]
fn an_order_counts_once_whoever_repeats_it_and_by_whatever_wire() {
    let door = Door::open();
    let order = [
        ("idgoal", "0"),
        ("ec_id", "O 1&2"),
        ("revenue", "20"),
        ("ec_items", r#"[["A","Lamp","",10,2]]"#),
    ];
    door.get("/matomo.php", &order);
    door.get("/matomo.php", &[&order[..], &[("rand", "1")]].concat());
    let other = [("origin", "https://shop.example"), ("user-agent", "another browser")];
    door.get_with("/matomo.php", &order, &other);
    door.get("/ppms.php", &[("e_t", "order"), ("ec_id", "O 1&2"), ("revenue", "999")]);
    door.check(&json!({ "orders": 1, "total_revenue": "20.00" }));
    assert_eq!(door.shop.row("products", "item_id", "A")["units"], 2);
    // At another shop it is another order.
    let elsewhere = door.server.shop("elsewhere");
    let url = format!("{}/matomo.php?idsite=elsewhere&rec=1&{}", door.server.url, query(&order));
    assert_eq!(door.server.http.get(&url, &[]).status, 200);
    assert_eq!(elsewhere.overview()["orders"], 1);
}
