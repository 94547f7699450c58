//! What can be taken along: the tables as CSV, the charts as pictures.

use footfall_tests::{Dashboard, views};
use serde_json::{Value, json};

use crate::{ENGINES, shops};

/// Clicks what is offered under a name in every card, and describes what would be kept: its type and how it begins.
const KEPT: &str = "(async () => {
    const kept = [];
    const createUrl = URL.createObjectURL;
    for (const name of ['SVG', 'PNG']) {
        for (const menu of document.querySelectorAll('.downloads')) {
            const button = [...menu.querySelectorAll('button')].find((each) => each.textContent === name);
            if (!button) continue;
            const blob = await new Promise((done) => {
                URL.createObjectURL = (blob) => { done(blob); return createUrl.call(URL, blob); };
                button.click();
            });
            const bytes = new Uint8Array(await blob.arrayBuffer());
            const svg = name === 'SVG' && new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'image/svg+xml');
            kept.push({ type: blob.type, isWhole: svg
                ? svg.documentElement.localName === 'svg' && svg.querySelectorAll('rect, polyline, path').length > 3
                : String.fromCharCode(...bytes.slice(1, 4)) === 'PNG' && bytes.length > 2000 });
        }
    }
    URL.createObjectURL = createUrl;
    return kept;
})()";

const TABLES: &str =
    "(async () => Promise.all([...document.querySelectorAll('.downloads a')].map(async (link) => {
    const answer = await fetch(link.href);
    return [answer.headers.get('content-type'), link.search];
})))()";

#[test]
fn every_chart_is_kept_as_a_picture_and_every_table_as_csv_of_what_was_asked() {
    let (server, _) = shops();
    for engine in ENGINES {
        let page = Dashboard::open(engine, &server, "shop");
        let (mut charts, mut tables) = (0, 0);
        for view in views() {
            page.show(&format!("view={}&range=7d&filter=device%3D%3Dmobile", view.id));
            for kept in page.browser.run_async(KEPT).as_array().cloned().unwrap_or_default() {
                let known = [json!("image/svg+xml"), json!("image/png")].contains(&kept["type"]);
                assert!(known && kept["isWhole"] == true, "{}: {kept}", view.id);
                charts += 1;
            }
            let kept = page.browser.run_async(TABLES).as_array().cloned().unwrap_or_default();
            assert!(kept.iter().all(|table| table[0] == "text/csv; charset=utf-8"), "{kept:?}");
            // Of two segments that are compared, only one is what was asked.
            let asked = |table: &Value| table[1].to_string().contains("filter=device%3D%3Dmobile");
            assert!(kept.is_empty() || kept.iter().any(asked), "{}: {kept:?}", view.id);
            tables += kept.len();
        }
        assert!(charts >= 8 && tables >= 5, "{charts} pictures, {tables} tables");
    }
}
