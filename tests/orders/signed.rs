//! Orders that a page carries with the shop's signature.

use footfall_tests::{Server, Shop, amount};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::sender::{order, page_says};

/// As any shop would: over the text, with the key's text.
fn signature(key: &str, text: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map(|mac| mac.chain_update(text));
    let bytes = mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signed_order(shop: &Shop, id: &str, signature: &str) {
    let mut params = order(id);
    params["signature"] = json!(signature);
    page_says(shop, "purchase", params);
}

#[track_caller]
fn check(shop: &Shop, id: &str, verified: bool, invalid: i64) {
    let row = shop.row("orders", "order_id", id);
    let by = if verified { json!("signature") } else { json!(null) };
    assert_eq!((&row["verified"], &row["verified_by"]), (&json!(verified), &by), "{row:#}");
    assert_eq!(amount(&row, "total"), "29.00", "it counts either way");
    assert_eq!(shop.drops("signature_invalid"), invalid);
}

#[test]
fn an_order_with_the_shops_signature_is_verified_and_any_other_signature_is_counted() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = server.key("shop", "sign");
    let other = {
        server.shop("other");
        server.key("other", "sign")
    };
    let good = |id: &str| signature(&key, &format!("shop\n{id}\n29.00\nEUR"));
    signed_order(&shop, "T-1", &good("T-1"));
    check(&shop, "T-1", true, 0);
    signed_order(&shop, "T-2", &good("T-2").to_uppercase());
    check(&shop, "T-2", true, 0);
    let wrong = [
        signature(&key, "shop\nT-3\n28.00\nEUR"),
        signature(&key, "shop\nT-3\n29.00\nUSD"),
        signature(&key, "other\nT-3\n29.00\nEUR"),
        signature(&key, "shop\nT-4\n29.00\nEUR"),
        signature(&key, "shop\nT-3\n29\nEUR"),
        signature(&other, "shop\nT-3\n29.00\nEUR"),
        good("T-3")[..62].to_owned(),
        "paid".to_owned(),
        String::new(),
    ];
    for (place, wrong) in wrong.iter().enumerate() {
        let id = format!("W-{place}");
        signed_order(&shop, &id, wrong);
        check(&shop, &id, false, place as i64 + 1);
    }
    // Told again with the right one, it is verified.
    signed_order(&shop, "W-0", &good("W-0"));
    check(&shop, "W-0", true, wrong.len() as i64);
}

#[test]
fn a_signature_arrives_whole_whatever_its_digits_look_like_and_nothing_else_passes_for_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    let removed = || (shop.drops("personal_data_removed"), shop.drops("signature_invalid"));
    signed_order(&shop, "T-1", &"4111111111111111".repeat(4));
    assert_eq!(removed(), (0, 1));
    signed_order(&shop, "T-2", "ann@shop.example");
    assert_eq!(removed(), (1, 2));
}

#[test]
fn a_signed_order_is_refunded_by_the_server_alone() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = server.key("shop", "sign");
    signed_order(&shop, "T-1", &signature(&key, "shop\nT-1\n29.00\nEUR"));
    page_says(&shop, "refund", json!({ "transaction_id": "T-1" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "0.00");
    crate::sender::Sender::new(&server, "shop").say("refund", json!({ "transaction_id": "T-1" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "29.00");
}

#[test]
fn a_signing_key_opens_nothing_and_a_new_one_leaves_the_shop_time_to_change_over() {
    let server = Server::start();
    let shop = server.shop("shop");
    let keys = [0, 1, 2].map(|_| server.key("shop", "sign"));
    for (place, (key, verified)) in keys.iter().zip([false, true, true]).enumerate() {
        let id = format!("T-{place}");
        signed_order(&shop, &id, &signature(key, &format!("shop\n{id}\n29.00\nEUR")));
        check(&shop, &id, verified, 1);
        let key = format!("Bearer {key}");
        let answer = shop.ask("overview", "", &[("authorization", &key)]);
        assert_eq!(answer.status, 401);
    }
    let kept = |file: &str| std::fs::read(server.data.join(file)).unwrap_or_default();
    let has = |file: &str| kept(file).windows(keys[2].len()).any(|part| part == keys[2].as_bytes());
    assert!(has("signing-keys.json") && !has("footfall.db") && !has("footfall.db-wal"));
}
