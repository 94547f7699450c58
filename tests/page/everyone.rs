//! Whether everybody can use the page: judged by axe, in both themes; on the narrowest phone, with the keyboard alone, and
//! in another language.

use std::path::Path;

use footfall_tests::{Dashboard, Engine, must, views, wait_until};
use serde_json::json;

use crate::{ENGINES, shops};

const THEMES: [&str; 2] = ["light", "dark"];
/// Below this nobody has to scroll in two directions (WCAG 2.2, 1.4.10).
const NARROWEST_PX: u32 = 320;

fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("page/node_modules/axe-core/axe.min.js");
    must(std::fs::read_to_string(path), "axe: tests/run installs it")
}

/// What stands in somebody's way: the rule, and where. Of the page at rest: sizes are observed once a frame is drawn, and what
/// came fades in.
#[track_caller]
fn check_axe(page: &Dashboard, axe: &str, what: &str) {
    let found = page.browser.run_async(&format!(
        "(async () => {{ {axe};
            const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
            await frame(); await frame();
            const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
            await Promise.allSettled(fading.map((each) => each.finished));
            const {{ violations }} = await window.axe.run(document, {{
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }});
            return violations.map(({{ id, nodes }}) => `${{id}}: ${{nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')}}`); }})()"
    ));
    assert_eq!(found, json!([]), "{what}");
}

#[test]
fn axe_finds_nothing_in_any_view_and_theme() {
    let (server, _) = shops();
    let axe = axe();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        for theme in THEMES {
            page.show("view=overview");
            page.choose("#theme", theme);
            for view in views() {
                page.show(&format!("view={}&filter=device%3D%3Dmobile", view.id));
                page.browser.run(
                    "document.querySelectorAll('details').forEach((each) => { each.open = true })",
                );
                assert_eq!(page.settled(), "ready", "{}", view.id);
                check_axe(&page, &axe, &format!("{} {theme} {}", view.id, engine.name()));
            }
        }
    }
}

#[test]
fn axe_finds_nothing_in_dialogs_forms_and_notices() {
    let (server, _) = shops();
    let axe = axe();
    let mut page = Dashboard::open(Engine::Chromium, &server, "shop");
    for theme in THEMES {
        page.look_at("shop");
        page.show("view=overview");
        page.choose("#theme", theme);
        page.browser.click("#filter-add");
        page.browser.click("#segments");
        page.browser.click("[data-metric=\"sessions\"] .why");
        page.browser.click("#explained tbody tr:nth-child(1) td.name");
        wait_until("its steps", || page.browser.text(".trail").contains("page_view").then_some(()));
        check_axe(&page, &axe, "the explanation");
        page.show("view=overview&filter=colour%3D%3Dred");
        check_axe(&page, &axe, "an error");
        page.look_at("quiet");
        page.show("view=overview");
        check_axe(&page, &axe, "a shop that sent nothing");
        page.browser.click("#keys");
        check_axe(&page, &axe, "the keyboard map");
    }
}

#[test]
fn every_view_fits_the_narrowest_phone() {
    let (server, _) = shops();
    let page = Dashboard::open(Engine::Chromium, &server, "shop");
    page.browser.screen(NARROWEST_PX);
    for view in views() {
        page.show(&format!(
            "view={}&filter=page%3D@/product/a-name-that-is-longer-than-a-phone",
            view.id
        ));
        assert_eq!(page.settled(), "ready", "{}", view.id);
        let width = page.browser.run("return document.documentElement.scrollWidth");
        assert_eq!(width, NARROWEST_PX, "{}", view.id);
    }
}

#[test]
fn the_keyboard_goes_everywhere() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        page.show("view=overview");
        page.browser.press("gx");
        wait_until("the other view", || page.query().contains("view=compare").then_some(()));
        page.browser.press("go");
        wait_until("the overview", || (!page.query().contains("view=")).then_some(()));
        page.browser.press("?");
        page.browser.reads("#keys-title", "Keyboard");
        // Escape.
        page.browser.press("\u{e00c}");
        page.browser.reads("#keys-title", "");
        page.browser.press("/");
        wait_until("the filter", || {
            (page.browser.run("return document.activeElement.id") == "filter-dimension")
                .then_some(())
        });
    }
}

#[test]
fn the_page_speaks_other_languages_with_their_numbers_and_keeps_the_choice() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        for (language, orders, decimals) in [
            ("de", "Bestellungen", ",\\d\\d\\s€$"),
            ("fr", "Commandes", ",\\d\\d\\s€$"),
            ("es", "Pedidos", ",\\d\\d\\s€$"),
            ("en", "Orders", "^€[\\d,]+\\.\\d\\d$"),
        ] {
            page.show("view=overview");
            page.choose("#language", language);
            page.browser.reads("[data-metric=\"orders\"] h3", orders);
            page.browser.reload();
            page.browser.reads("[data-metric=\"orders\"] h3", orders);
            page.settled();
            let script = format!(
                "return [document.documentElement.lang, new RegExp({decimals:?}).test(document.querySelector('[data-metric=\"total_revenue\"] .value').textContent)]"
            );
            assert_eq!(
                page.browser.run(&script),
                json!([language, true]),
                "{}",
                page.browser.shows()
            );
        }
    }
}

#[test]
fn a_theme_is_kept_and_without_a_choice_it_is_the_systems() {
    let (server, _) = shops();
    let page = Dashboard::open(Engine::Chromium, &server, "shop");
    let ground = || page.browser.run("return getComputedStyle(document.body).backgroundColor");
    page.browser.colours("light");
    page.show("view=overview");
    let light = ground();
    page.choose("#theme", "dark");
    let dark = ground();
    assert_ne!(light, dark);
    page.browser.reload();
    page.settled();
    assert_eq!(ground(), dark);
    page.browser.press("d");
    assert_eq!(ground(), light);
    page.browser.colours("dark");
    assert_eq!(ground(), dark, "as the system now is");
    page.choose("#theme", "light");
    assert_eq!(ground(), light, "whatever the system is");
}
