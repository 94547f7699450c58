//! Each view that is registered: with numbers, without any, and when something is wrong.

use footfall_tests::{Dashboard, Engine, views, wait_until};
use serde_json::{Value, json};

use crate::{ENGINES, shops};

/// Cards that failed, by what they say.
fn failures(page: &Dashboard) -> Value {
    page.browser.run("return [...document.querySelectorAll('[data-panel=\"failed\"]')].map((card) => card.innerText)")
}

/// What stands on the page because something is wrong.
fn complaint(page: &Dashboard) -> String {
    let script = "const said = document.querySelectorAll('#notice, .panel-failure, [role=\"alert\"]');
        return [...said].filter((node) => node.getClientRects().length > 0).map((node) => node.innerText).join(' ').trim()";
    page.browser.run(script).as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_view_shows_what_there_is() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        for view in views() {
            page.show(&format!("view={}", view.id));
            assert_eq!(page.settled(), "ready", "{}: {}", view.id, page.browser.shows());
            assert_eq!(failures(&page), json!([]), "{}", view.id);
            let current = page.browser.run(
                "return [...document.querySelectorAll('#navigation [aria-current=\"page\"]')].map((link) => new URLSearchParams(link.search).get('view'))",
            );
            let expected = if view.id == "overview" { Value::Null } else { json!(view.within) };
            assert_eq!(current, json!([expected]), "the navigation says where one is");
            let words = page.browser.text("#stage .report");
            assert!(words.len() > 20, "{}: {words:?}", view.id);
            if engine == Engine::Chromium {
                assert_eq!(page.browser.errors(), Vec::<Value>::new(), "{}", view.id);
            }
        }
    }
}

#[test]
fn every_view_of_a_shop_that_sent_nothing_says_what_to_do_and_of_empty_days_that_nothing_happened()
{
    let (server, _) = shops();
    for engine in ENGINES {
        let mut page = Dashboard::open(engine, &server, "shop");
        for view in views().iter().filter(|view| view.is_report) {
            page.show(&format!("view={}&from=2020-01-01&to=2020-01-02", view.id));
            assert_eq!(page.settled(), "ready", "{}: {}", view.id, page.browser.shows());
            assert_eq!(failures(&page), json!([]), "{}", view.id);
        }
        page.look_at("quiet");
        for view in views() {
            page.show(&format!("view={}", view.id));
            let expected = if view.is_report { "empty" } else { "ready" };
            assert_eq!(page.settled(), expected, "{}: {}", view.id, page.browser.shows());
            if view.is_report {
                let notice = page.browser.text("#notice");
                assert!(notice.contains("data-site=\"quiet\""), "{}: {notice}", view.id);
            }
        }
    }
}

#[test]
fn every_view_says_what_is_wrong_with_a_question_or_with_the_server() {
    let (server, _) = shops();
    let pages = ENGINES.map(|engine| Dashboard::open(engine, &server, "shop"));
    for page in &pages {
        for view in views().iter().filter(|view| view.is_report) {
            page.show(&format!("view={}&filter=country==FR;colour==red", view.id));
            assert_eq!(page.settled(), "error", "{}", view.id);
            let wrong = "character 13: there is no dimension colour";
            wait_until("the server's words", || {
                page.browser.text("#filter-problem").starts_with(wrong).then_some(())
            });
            let marked = page.browser.run(
                "const field = document.getElementById('filter-text'); return field.selectionStart",
            );
            assert_eq!(marked, 12, "the field shows where");
        }
        page.show("view=overview");
    }
    server.kill();
    for page in &pages {
        for view in views() {
            // The address changes as by a link; nothing of the page is loaded again.
            page.browser.run(&format!(
                "history.pushState(null, '', location.search + '&view={}&range=7d'); dispatchEvent(new PopStateEvent('popstate'))",
                view.id
            ));
            wait_until(&view.id, || (!complaint(page).is_empty()).then_some(()));
        }
        assert!(complaint(page).contains("The server does not answer"), "{}", complaint(page));
    }
}
