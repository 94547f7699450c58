//! Questions: asked by click and by hand, kept, and in the address.

use footfall_tests::{Dashboard, Engine, Shop, wait_until};
use serde_json::Value;

use crate::{ENGINES, shops};

/// A tile's number as the API has it for the default period, in English.
fn sessions(shop: &Shop, more: &str) -> String {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::ToSpan::days(27));
    let count = shop.report_of("overview", from, today, more)["sessions"].clone();
    count.to_string()
}

/// Of the form that is open below the conditions.
const APPLY: &str = "#filter > .filter-editor:not([hidden]) .button";
const SESSIONS: &str = "[data-metric=\"sessions\"] .value";

#[test]
fn a_click_on_a_row_asks_about_its_sessions_and_back_and_reload_keep_what_was_asked() {
    let (server, shop) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview");
        let all = sessions(&shop, "");
        page.browser.reads(SESSIONS, &all);
        page.browser.click("#sources tbody tr:nth-child(2) td.name");
        let source = wait_until("the filter", || {
            let query = page.query();
            let (_, rest) = query.split_once("filter=source%3D%3D")?;
            Some(rest.split('&').next().unwrap_or_default().to_owned())
        });
        let some = sessions(&shop, &format!("&filter=source%3D%3D{source}"));
        assert_ne!(some, all);
        page.browser.reads(SESSIONS, &some);
        page.browser.reload();
        page.browser.reads(SESSIONS, &some);
        page.browser.click(".chip-remove");
        page.browser.reads(SESSIONS, &all);
        page.browser.back();
        page.browser.reads(SESSIONS, &some);
        page.browser.back();
        page.browser.reads(SESSIONS, &all);
    }
}

#[test]
fn a_condition_is_made_by_hand_with_the_values_that_there_are() {
    let (server, shop) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview");
        page.browser.click("#filter-add");
        page.choose("#filter-dimension", "medium");
        page.browser.write("#filter-value", "ema");
        wait_until("what is offered", || {
            let offered = page.browser.run(
                "return [...document.querySelectorAll('#filter-offers option')].map((option) => option.value)",
            );
            (offered == serde_json::json!(["email"])).then_some(())
        });
        page.browser.write("#filter-value", "email");
        page.browser.click(APPLY);
        page.browser.reads(".chip-words", "Medium is email");
        page.browser.reads(SESSIONS, &sessions(&shop, "&filter=medium%3D%3Demail"));
        // As text, with a mistake; the server says where, and what was shown stays.
        page.browser.click("#filter-as-text");
        page.browser.write("#filter-text", "medium==email;devise==mobile");
        page.browser.click(APPLY);
        page.browser
            .reads("#filter-problem", "character 15: there is no dimension devise: device?");
        page.browser.write("#filter-text", "medium==email,medium==social");
        page.browser.click(APPLY);
        page.browser.reads(".chip-words", "Medium is email or Medium is social");
    }
}

#[test]
fn a_filter_is_kept_as_a_segment_used_compared_and_forgotten() {
    let (server, shop) = shops();
    for engine in ENGINES {
        let name = format!("By mail in {}", engine.name());
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview&filter=medium%3D%3Demail");
        page.browser.click("#segments");
        page.browser.write("#segment-name", &name);
        page.browser.click("#segment-menu .button");
        page.browser.reads(".chip-words", &format!("Segment: {name}"));
        let some = sessions(&shop, "&filter=medium%3D%3Demail");
        page.browser.reads(SESSIONS, &some);
        page.browser.reload();
        page.browser.reads(SESSIONS, &some);
        page.browser.click(".chip-remove");
        page.browser.reads(SESSIONS, &sessions(&shop, ""));
        page.browser.click("#segments");
        page.browser.click(&format!("[aria-label=\"Compare: {name}\"]"));
        page.browser.reads("#compared thead th:nth-child(3)", &name);
        // Sessions stand in the fifth row.
        page.browser.reads("#compared tbody tr:nth-child(5) td:nth-child(3)", &some);
        assert_eq!(page.settled(), "ready");
        page.browser.click("#segments");
        page.browser.click(&format!("[aria-label=\"Forget: {name}\"]"));
        wait_until("that it is forgotten", || {
            (!page.browser.text(".segment-list").contains(&name)).then_some(())
        });
    }
}

#[test]
fn a_number_opens_what_it_is_made_of_down_to_what_a_session_did() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview");
        page.browser.click("[data-metric=\"session_conversion_rate\"] .why");
        wait_until("the definition", || {
            page.browser
                .text(".explanation")
                .contains("Share of sessions with at least one order.")
                .then_some(())
        });
        page.browser.click("#explained tbody tr:nth-child(1) td.name");
        wait_until("its steps", || page.browser.text(".trail").contains("page_view").then_some(()));
        page.browser.click(".dialog header .button");
        assert_eq!(page.browser.text(".dialog"), "", "it is closed");
        page.browser.click("[data-metric=\"total_revenue\"] .why");
        page.browser.click(".made-of .button");
        page.browser.reads("#explanation-title", "Gross revenue");
    }
}

#[test]
fn period_and_comparison_are_in_the_address() {
    let (server, _) = shops();
    let page = Dashboard::open(Engine::Chromium, &server, "shop");
    page.show("view=overview");
    page.choose("#range", "7d");
    page.choose("#compare", "year");
    wait_until("the address", || {
        (page.query() == "?site=shop&range=7d&compare=year").then_some(())
    });
    page.browser.reload();
    page.settled();
    let chosen = page.browser.run("return [range.value, compare.value]");
    assert_eq!(chosen, serde_json::json!(["7d", "year"]));
    page.browser.press("[");
    wait_until("the week before", || page.query().contains("from=").then_some(()));
}

#[test]
fn an_order_is_on_the_page_when_it_comes() {
    let (server, shop) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview&range=today");
        let orders = "[data-metric=\"orders\"] .value";
        let before: i64 = page.browser.text(orders).parse().unwrap_or(-1);
        let mut load = shop.load();
        let order = format!("LIVE-{}", engine.name());
        let events = [load.page_view(), load.purchase(&order, "12.50", &[("LAMP", "12.50", 1)])];
        shop.store(&load.batch(&events));
        page.browser.reads(orders, &(before + 1).to_string());
        if engine == Engine::Chromium {
            assert_eq!(page.browser.errors(), Vec::<Value>::new());
        }
    }
}
