//! Every number of every report is that of a plain model, over random histories: time zones that change their clocks, leap
//! days, several currencies, refunds after months, corrections, what is late and what is told twice; of all sessions, and
//! of those that a random filter means.

mod clock;
mod compare;
mod expected;
mod filter;
mod found;
mod history;
mod hostile;
mod model;
mod shop;
mod telling;
mod worth;

use footfall_tests::TestDir;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::test_runner::{Config, TestRunner};
use proptest::{prop_assert, prop_assert_eq};

use crate::compare::{Checked, Question, all_days, number, sum};
use crate::expected::Asked;
use crate::filter::{Filter, Way, filter, way};
use crate::history::{History, history};
use crate::model::Model;
use crate::telling::Telling;

/// Histories, each on a server of its own, and filters asked of each; many more with FOOTFALL_LONG=1.
fn cases() -> (u32, usize) {
    if std::env::var_os("FOOTFALL_LONG").is_some() { (100, 25) } else { (10, 12) }
}

#[test]
fn every_number_of_every_report_is_that_of_the_model() {
    let (histories, filters) = cases();
    // Each with a way to go in a funnel.
    let filters = proptest::collection::vec((filter(), way()), filters);
    let config = Config {
        cases: histories,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let tried = TestRunner::new(config)
        .run(&(history(), filters), |(history, filters)| check(&history, &filters));
    if let Err(error) = tried {
        panic!("{error}");
    }
}

fn check(history: &History, filters: &[(Filter, Way)]) -> Checked {
    let telling = Telling::of(history);
    let dir = TestDir::default();
    let (server, clock) = clock::server_at(&dir, telling.first_ms());
    let shop = telling.tell(&server, &clock, "shop");
    let model = Model::of(&telling.told, telling.time_zone, &telling.rates, telling.now_ms);
    let scene = model.day(telling.scene_ms);
    let near = Asked {
        model: &model,
        from: scene.saturating_sub(1.day()),
        to: scene.saturating_add(1.day()),
        only: None,
    };
    let (first, last) = all_days(near);
    let periods = [near, near.about(scene, scene), near.about(first, last)];
    for asked in periods {
        let question = Question { shop: &shop, asked, filter: None };
        question.check_overview()?;
        question.check_tables()?;
        question.check_time()?;
        question.check_funnels(&filters[0].1)?;
        for (compare, (from, to)) in before(asked.from, asked.to) {
            question.check_compared(compare, asked.about(from, to))?;
        }
        check_parts(&question)?;
        check_explained(&question)?;
    }
    Question { shop: &shop, asked: near, filter: None }.check_hours()?;
    for (place, (filter, way)) in filters.iter().enumerate() {
        let asked = periods[place % periods.len()];
        let (text, only) = (filter.text(), filter.sessions(asked));
        let asked = Asked { only: Some(&only), ..asked };
        let question = Question { shop: &shop, asked, filter: Some(&text) };
        question.check_overview()?;
        question.check_time()?;
        question.check_tables()?;
        question.check_funnels(way)?;
        for (compare, (from, to)) in before(asked.from, asked.to) {
            let before = periods[0].about(from, to);
            let only = filter.sessions(before);
            question.check_compared(compare, Asked { only: Some(&only), ..before })?;
        }
        check_explained(&question)?;
        if asked.to <= near.to {
            question.check_hours()?;
        }
    }
    Ok(())
}

/// The periods that one can be compared with.
fn before(from: Date, to: Date) -> [(&'static str, (Date, Date)); 2] {
    let last = from.saturating_sub(1.day());
    let mut first = last;
    let mut day = from;
    while day < to {
        (day, first) = (day.saturating_add(1.day()), first.saturating_sub(1.day()));
    }
    // Of the last day of February, the last one of another.
    let year = |date: Date| date.saturating_sub(1.year());
    [("previous", (first, last)), ("year", (year(from), year(to)))]
}

/// What is a part of something adds up to it, by the reports' own word.
fn check_parts(question: &Question) -> Checked {
    let overview = question.ask("overview", "");
    let whole = |metric: &str| number(&overview[metric]);
    for report in ["sources", "mediums", "countries", "devices", "landing-pages", "exit-pages"] {
        let table = question.ask(report, "");
        for metric in ["sessions", "engaged_ms", "orders", "gross_revenue", "refunds"] {
            prop_assert_eq!(sum(&table, metric), whole(metric), "{} of {}", metric, report);
        }
    }
    for by in ["hour", "day", "week", "month"] {
        let has_hours = (question.asked.to - question.asked.from).get_days() < 31;
        if by == "hour" && !has_hours {
            continue;
        }
        let points = question.ask("timeseries", &format!("&by={by}"));
        for metric in ["sessions", "page_views", "orders", "gross_revenue", "refunds"] {
            prop_assert_eq!(sum(&points, metric), whole(metric), "{} by {}", metric, by);
        }
    }
    let coupons = question.ask("coupons", "");
    for metric in ["orders", "gross_revenue", "discount"] {
        prop_assert_eq!(sum(&coupons, metric), whole(metric), "{} of coupons", metric);
    }
    prop_assert_eq!(sum(&question.ask("carts", ""), "carts"), whole("carts"), "carts");
    prop_assert_eq!(sum(&question.ask("pages", ""), "page_views"), whole("page_views"), "pages");
    let products = question.ask("products", "");
    for report in ["brands", "categories"] {
        let groups = question.ask(report, "");
        for metric in ["views", "adds", "removes", "units", "revenue", "refunds"] {
            prop_assert_eq!(
                sum(&groups, metric),
                sum(&products, metric),
                "{} of {}",
                metric,
                report
            );
        }
    }
    Ok(())
}

/// What is behind a number adds up to it, page by page.
fn check_explained(question: &Question) -> Checked {
    let overview = question.ask("overview", "");
    for metric in
        ["sessions", "page_views", "orders", "gross_revenue", "refunds", "carts", "lost_revenue"]
    {
        let (mut added, mut after) = (0, String::new());
        loop {
            let more = format!("&metric={metric}&limit=7{after}");
            let page = question.ask_limited("explain", &more);
            added += sum(&page, "adds");
            let sql = page["sql"].as_str().unwrap_or_default();
            prop_assert!(is_of_our_words(sql), "{metric} of {:?}: {sql}", question.filter);
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        prop_assert_eq!(added, number(&overview[metric]), "{} of {:?}", metric, question.filter);
    }
    Ok(())
}

/// A statement without a text, and without a number but those that are written in the collector's own: values are bound.
fn is_of_our_words(sql: &str) -> bool {
    const NUMBERS: [&str; 7] = ["0", "1", "2", "3", "4", "5", "10000"];
    // It may begin with why it is as it is.
    let sql: String =
        sql.lines().skip_while(|line| line.starts_with("-- ")).collect::<Vec<_>>().join("\n");
    let is_sign = |character: char| " \n\t._,?()=<>+-*".contains(character);
    let mut words =
        sql.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    sql.starts_with("SELECT ")
        && sql.chars().all(|character| character.is_ascii_alphanumeric() || is_sign(character))
        && words.all(|word| word.parse::<i64>().is_err() || NUMBERS.contains(&word))
}
