//! What hits mean in the reports: pages, products, carts and orders as Matomo's and Piwik PRO's users know them.

use serde_json::json;

use crate::{Door, HIT, query};

const PAGE: (&str, &str) = ("url", "https://shop.example/lamp");

#[test]
fn a_page_has_a_title_a_referrer_and_a_campaign() {
    let door = Door::open();
    let view = [
        ("url", "https://shop.example/lamp?utm_source=news&utm_medium=email&token=secret"),
        ("action_name", "Lamp of ann@example.com"),
        ("urlref", "https://www.google.com/"),
    ];
    door.get("/matomo.php", &view);
    let page = door.shop.row("pages", "page", "/lamp");
    assert_eq!((&page["title"], &page["page_views"]), (&json!("Lamp of [email]"), &json!(1)));
    assert_eq!(door.shop.row("sources", "source", "news")["sessions"], 1);
    assert_eq!(door.shop.drops("personal_data_removed"), 2);
}

#[test]
fn a_product_is_viewed_with_its_page_and_not_with_what_follows_there() {
    let door = Door::open();
    let product = [PAGE, ("_pks", "A"), ("_pkn", "Lamp"), ("_pkc", r#"["Home"]"#), ("_pkp", "10")];
    door.get("/matomo.php", &product);
    for later in [("ping", "1"), ("search", "lamps"), ("link", "https://x.example/")] {
        door.get("/matomo.php", &[&product[..], &[later]].concat());
    }
    door.get("/matomo.php", &[&product[..], &[("e_c", "Video"), ("e_a", "Play")]].concat());
    let row = door.shop.row("products", "item_id", "A");
    assert_eq!((&row["views"], &row["item_name"]), (&json!(1), &json!("Lamp")), "{row}");
    door.check(&json!({ "page_views": 1, "sessions": 1, "engaged_ms": 0 }));
}

#[test]
fn a_heartbeat_keeps_a_session_open_and_claims_no_time() {
    let door = Door::open();
    let key = door.ingest_key();
    let at = |minute: &str, more: (&str, &str)| {
        let cdt = format!("2020-05-05 12:{minute}:00");
        let answer = door.get("/matomo.php", &[PAGE, ("cdt", &cdt), ("token_auth", &key), more]);
        assert_eq!(answer.status, 200);
    };
    at("00", ("a", ""));
    at("25", ("ping", "1"));
    at("50", ("a", ""));
    let day = jiff::civil::date(2020, 5, 5);
    let overview = door.shop.report_of("overview", day, day, "");
    crate::check(&overview, &json!({ "sessions": 1, "page_views": 2, "engaged_ms": 0 }));
}

#[test]
fn an_order_is_what_was_paid_and_consumes_the_cart() {
    let door = Door::open();
    let items = r#"[["A","Lamp",["Home",["","Lamps"]],"10.00","2"],["","Nothing","",5,1],["B","Shade","x","free",0]]"#;
    let cart = [("idgoal", "0"), ("revenue", "25"), ("ec_items", items)];
    door.get("/matomo.php", &cart);
    door.check(&json!({ "orders": 0 }));
    let paid = [
        ("ec_id", "O 1"),
        ("revenue", "26.90"),
        ("ec_st", "20"),
        ("ec_tx", "3.90"),
        ("ec_sh", "3"),
        ("ec_dt", "false"),
    ];
    door.post(
        "/matomo.php",
        &format!("{HIT}&{}", query(&[&cart[..1], &cart[2..], &paid].concat())),
    );
    door.check(&json!({
        "orders": 1, "gross_revenue": "26.90", "item_revenue": "20.00", "tax": "3.90", "shipping": "3.00",
        "discount": "0.00", "cart_abandonment_rate": 0.0,
    }));
    let units = |id| door.shop.row("products", "item_id", id)["units"].clone();
    assert_eq!((units("A"), units("B"), units("Nothing")), (json!(2), json!(1), json!(null)));
}

#[test]
fn an_order_without_items_or_with_broken_ones_counts() {
    let door = Door::open();
    let order = |id| [("idgoal", "0"), ("ec_id", id), ("revenue", "5")];
    assert_eq!(door.get("/matomo.php", &order("1")).status, 200);
    assert_eq!(
        door.get("/matomo.php", &[&order("2")[..], &[("ec_items", "[[")]].concat()).status,
        200
    );
    door.check(&json!({ "orders": 2, "gross_revenue": "10.00" }));
    assert_eq!(door.shop.drops("malformed"), 1, "what was lost is counted");
}

#[test]
fn piwik_pro_s_events_are_the_funnel() {
    let door = Door::open();
    let items = (
        "ec_products",
        r#"[["A","Lamp",["Home"],"10.00",1,"Lux","Brass",{"1":"x"}],["B",null,null,"5",2]]"#,
    );
    for e_t in ["product-detail-view", "add-to-cart", "remove-from-cart", "add-to-cart"] {
        assert_eq!(door.get("/ppms.php", &[PAGE, ("e_t", e_t), items]).status, 202);
    }
    door.get("/ppms.php", &[("e_t", "cart-update"), ("revenue", "20"), items]);
    let order = [("e_t", "order"), ("ec_id", "O"), ("revenue", "20"), items];
    assert_eq!(door.get("/ppms.php", &order).status, 202);
    door.check(&json!({ "orders": 1, "gross_revenue": "20.00", "sessions": 1 }));
    let row = door.shop.row("products", "item_id", "B");
    assert_eq!((&row["views"], &row["units"]), (&json!(1), &json!(2)), "{row}");
}
