//! What the owner sees of the shop: as it is now, a product, and what people wrote about its days.

use footfall_tests::{Dashboard, Engine, Server, item, wait_until};
use serde_json::{Value, json};

use crate::{ENGINES, shops};

#[test]
fn an_order_appears_in_the_live_view_without_a_reload_and_is_told_to_who_listens() {
    for engine in ENGINES {
        let server = Server::start();
        let shop = server.shop("shop");
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=live");
        let is_here = "return window.isStillHere = true";
        page.browser.run(is_here);
        page.browser.reads("[data-metric=\"people\"] .value", "0");

        let mut load = shop.load().at("https://shop.example/lamps?utm_source=news");
        let lamp = json!({ "items": [item("LAMP", "12.50", 3)] });
        let events = [load.page_view(), load.event("add_to_cart", lamp)];
        shop.store(&load.batch(&events));
        page.browser.reads("[data-metric=\"people\"] .value", "1");
        page.browser.reads("[data-metric=\"carts\"] .value", "1");
        page.browser.reads("[data-metric=\"carts_value\"] .value", "€37.50");
        wait_until("the page", || {
            page.browser.text("#live-pages-card").contains("/lamps").then_some(())
        });

        let mut load = shop.load().at("https://shop.example/thanks");
        let events = [load.page_view(), load.purchase("T-77", "37.50", &[("LAMP", "12.50", 3)])];
        shop.store(&load.batch(&events));
        wait_until("the order", || {
            let orders = page.browser.text("#live-orders-card");
            ["T-77", "€37.50", "3 × The LAMP", "news"]
                .iter()
                .all(|word| orders.contains(word))
                .then_some(())
        });
        page.browser.reads("[data-metric=\"carts\"] .value", "0");
        let told = page.browser.run("return document.getElementById('live-told').textContent");
        assert_eq!(told, "1 new order: €37.50", "{}", engine.name());
        assert_eq!(page.browser.run("return window.isStillHere"), true, "nothing was loaded again");
        if engine == Engine::Chromium {
            assert_eq!(page.browser.errors(), Vec::<Value>::new());
        }
    }
}

#[test]
fn a_note_is_written_marked_in_the_chart_and_taken_away() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview&range=7d");
        page.browser.click("#write-note summary");
        page.browser.write("#note-text", "Sale <img src=x> & more");
        page.browser.click("#write-note .button");
        page.browser.reads(".note-words", "The note is kept.");
        wait_until("the note", || {
            page.browser.text(".notes").contains("Sale <img src=x> & more").then_some(())
        });
        let marks = "return document.querySelectorAll('.chart-mark').length";
        assert_eq!(page.browser.run(marks), 1, "{}", engine.name());
        page.browser.reload();
        wait_until("the note after a reload", || {
            page.browser.text(".notes").contains("owner@shop.example").then_some(())
        });
        page.browser.click(".notes .away");
        page.browser.reads(".note-words", "The note is gone.");
        wait_until("no mark", || (page.browser.run(marks) == 0).then_some(()));
        assert_eq!(page.browser.text(".notes"), "");
    }
}

#[test]
fn a_product_is_found_sorted_and_opened_and_the_address_says_all_of_it() {
    let (server, _) = shops();
    let page = Dashboard::open(Engine::Chromium, &server, "shop");
    page.show("view=products");
    let names = || {
        page.browser.run(
            "return [...document.querySelectorAll('#products-list-products tbody td.name')].map((cell) => cell.innerText)",
        )
    };
    let by_revenue = names();
    page.browser.click("#products-list-card th:first-child .sort");
    wait_until("another order", || (names() != by_revenue).then_some(()));
    assert!(page.query().contains("sort=item_name&order=asc"), "{}", page.query());
    let sorted = names();
    let texts: Vec<&str> =
        sorted.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(texts.is_sorted() && texts.len() >= 10, "{texts:?}");

    page.browser.write("#products-list-find", "sim-00");
    wait_until("the search", || page.query().contains("find=sim-00").then_some(()));
    wait_until("fewer", || (names().as_array().is_some_and(|rows| rows.len() == 9)).then_some(()));
    page.browser.reload();
    wait_until("the same after a reload", || {
        (names().as_array().is_some_and(|rows| rows.len() == 9)).then_some(())
    });
    let first = names()[0].clone();
    page.browser.click("#products-list-products tbody tr:first-child td:nth-child(2)");
    wait_until("its page", || page.query().contains("view=product&").then_some(()));
    page.browser.reads("#product-name", first.as_str().unwrap_or_default());
    assert!(page.query().contains("item=SIM-00"), "{}", page.query());
    assert!(!page.query().contains("find="), "a view keeps its own: {}", page.query());
    assert_eq!(page.settled(), "ready");
    assert_eq!(page.browser.errors(), Vec::<Value>::new());
}
