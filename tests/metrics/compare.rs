//! All that the reports show, beside the model.

use footfall_tests::Shop;
use jiff::civil::Date;
use proptest::prop_assert;
use proptest::test_runner::TestCaseError;
use serde_json::Value;

use crate::expected::{self, Asked, FunnelStep, Of, Row};
use crate::filter::{Way, is_step, text_of_step};
use crate::model::Session;

pub(crate) type Checked = Result<(), TestCaseError>;

/// Breakdowns of sessions, each with the name of its report.
const BREAKDOWNS: [(&str, Of); 8] = [
    (
        "sources",
        Of {
            columns: &["source", "medium", "campaign"],
            words: |session| Some(session.channel().to_vec()),
            of_none: Some(&["(not set)", "(not set)", "(not set)"]),
        },
    ),
    (
        "mediums",
        Of {
            columns: &["medium"],
            words: |session| Some(vec![session.channel()[1]]),
            of_none: Some(&["(not set)"]),
        },
    ),
    (
        "campaigns",
        Of {
            columns: &["campaign"],
            words: |session| Some(vec![session.channel()[2]]).filter(|words| !words[0].is_empty()),
            of_none: None,
        },
    ),
    ("referrers", Of { columns: &["referrer"], words: referrer, of_none: None }),
    (
        "landing-pages",
        Of {
            columns: &["landing_page"],
            words: |session| Some(vec![session.landing_page()]),
            of_none: Some(&[""]),
        },
    ),
    (
        "exit-pages",
        Of {
            columns: &["exit_page"],
            words: |session| Some(vec![session.exit_page().unwrap_or_default()]),
            of_none: Some(&[""]),
        },
    ),
    (
        "countries",
        Of {
            columns: &["country"],
            words: |session| Some(vec![session.country()]),
            of_none: Some(&[""]),
        },
    ),
    (
        "devices",
        Of {
            columns: &["device"],
            words: |session| Some(vec![session.device()]),
            of_none: Some(&["(not set)"]),
        },
    ),
];

/// What was tagged or paid for is no referrer.
fn referrer(session: &Session) -> Option<Vec<&'static str>> {
    let [source, medium, _] = session.channel();
    ["referral", "organic", "social", "ai"].contains(&medium).then(|| vec![source])
}

/// One question to all reports.
pub(crate) struct Question<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) asked: Asked<'a>,
    /// As it is written.
    pub(crate) filter: Option<&'a str>,
}

impl Question<'_> {
    pub(crate) fn ask(&self, report: &str, more: &str) -> Value {
        self.ask_limited(report, &format!("&limit=10000{more}"))
    }

    /// The same, when `more` says how many rows.
    pub(crate) fn ask_limited(&self, report: &str, more: &str) -> Value {
        let filter = self.filter.map(|filter| format!("&{}", encoded("filter", filter)));
        let more = format!("{}{more}", filter.unwrap_or_default());
        self.shop.report_of(report, self.asked.from, self.asked.to, &more)
    }

    fn about(&self, report: &str) -> String {
        let Asked { from, to, .. } = self.asked;
        format!("{report} from {from} to {to}, filter {:?}", self.filter)
    }

    pub(crate) fn check_overview(&self) -> Checked {
        let report = self.ask("overview", "");
        same(&self.about("overview"), &expected::overview(self.asked), &report)
    }

    /// Everything else.
    pub(crate) fn check_tables(&self) -> Checked {
        let asked = self.asked;
        for (report, of) in &BREAKDOWNS {
            self.table(report, "", of.columns, &expected::breakdown(asked, of))?;
        }
        self.table("pages", "", &["page"], &expected::pages(asked))?;
        self.table("products", "", &["item_id"], &expected::products(asked))?;
        self.table("brands", "", &["brand"], &expected::brands(asked))?;
        self.table("categories", "", &["category"], &expected::categories(asked, 5))?;
        self.table("categories", "&level=1", &["category"], &expected::categories(asked, 1))?;
        self.table("coupons", "", &["coupon"], &expected::coupons(asked))?;
        self.table("lists", "", &["list"], &expected::lists(asked))?;
        self.table("promotions", "", &["promotion"], &expected::promotions(asked))?;
        self.table("searches", "", &["search_term"], &expected::searches(asked))?;
        let (whole, days) = expected::carts_by_day(asked);
        same(&self.about("carts"), &whole, &self.ask("carts", ""))?;
        self.table("carts", "", &["date"], &days)?;
        self.check_orders()
    }

    /// One by one, in their order, page by page.
    fn check_orders(&self) -> Checked {
        let (mut rows, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.ask_limited("orders", &format!("&limit=3{after}"));
            rows.extend(page["rows"].as_array().cloned().unwrap_or_default());
            match page["next"].as_str() {
                Some(next) => after = format!("&{}", encoded("after", next)),
                None => break,
            }
        }
        let expected = expected::orders(self.asked);
        let about = self.about("orders");
        prop_assert!(rows.len() == expected.len(), "{about}: {rows:#?} are not {expected:#?}");
        for (row, expected) in rows.iter().zip(&expected) {
            same(&about, expected, row)?;
        }
        Ok(())
    }

    pub(crate) fn check_time(&self) -> Checked {
        self.table("timeseries", "&by=day", &["date"], &expected::by_day(self.asked))?;
        self.table("timeseries", "&by=week", &["date"], &expected::by_week(self.asked))?;
        self.table("timeseries", "&by=month", &["date"], &expected::by_month(self.asked))
    }

    pub(crate) fn check_hours(&self) -> Checked {
        self.table("timeseries", "&by=hour", &["date"], &expected::by_hour(self.asked))
    }

    /// The usual way to an order, and another one.
    pub(crate) fn check_funnels(&self, way: &Way) -> Checked {
        let usual = ["view_item", "add_to_cart", "begin_checkout", "purchase"];
        let usual: Way = usual.map(|event| (event, None)).into();
        for by in ["session", "visitor"] {
            for way in [&usual, way] {
                let texts: Vec<String> = way.iter().map(text_of_step).collect();
                let mut steps: Vec<FunnelStep> = Vec::new();
                for ((event, with), text) in way.iter().zip(&texts) {
                    let is = move |step: &_| is_step(step, event, with.as_ref());
                    steps.push((text.clone(), Box::new(is)));
                }
                let more = format!("&by={by}&{}", encoded("steps", &texts.join(";")));
                let report = self.ask("funnel", &more);
                let expected = expected::funnel(self.asked, &steps, by == "visitor");
                let about = self.about(&format!("funnel by {by} of {texts:?}"));
                let rows = report["steps"].as_array().cloned().unwrap_or_default();
                prop_assert!(rows.len() == expected.len(), "{about}: {report:#}");
                for (row, expected) in rows.iter().zip(&expected) {
                    same(&about, expected, row)?;
                }
            }
        }
        Ok(())
    }

    /// Beside the period before, and that of a year before; `before` is what the filter means there.
    pub(crate) fn check_compared(&self, compare: &str, before: Asked) -> Checked {
        let report = self.ask("overview", &format!("&compare={compare}"));
        let about = self.about(&format!("overview, compare {compare}"));
        same(&about, &expected::overview(self.asked), &report)?;
        same(&about, &expected::overview(before), &report["previous"])
    }

    /// Each row by the words of its columns; and no other rows.
    fn table(&self, report: &str, more: &str, columns: &[&str], expected: &[Row]) -> Checked {
        let answer = self.ask(report, more);
        let mut rows = answer["rows"].as_array().cloned().unwrap_or_default();
        for wanted in expected {
            let is_it = |row: &Value| columns.iter().all(|column| row[*column] == wanted[*column]);
            let about = self.about(&format!("{report}{more}"));
            match rows.iter().position(is_it) {
                Some(place) => same(&about, wanted, &rows.remove(place))?,
                None => prop_assert!(false, "{about}: {wanted:?} is missing in {answer:#}"),
            }
        }
        prop_assert!(rows.is_empty(), "{}: too many: {rows:#?}", self.about(report));
        Ok(())
    }
}

/// Exactly, but for medians: they are read from histograms.
fn same(about: &str, expected: &Row, found: &Value) -> Checked {
    for (name, expected) in expected {
        let found = &found[name];
        let is_same = match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) if name.contains("median") => {
                (found - expected).abs() <= expected * 0.02 + 1.0
            }
            (Some(expected), Some(found)) => expected == found,
            _ => expected == found,
        };
        prop_assert!(is_same, "{about}: {name} is {found}, and should be {expected}");
    }
    Ok(())
}

pub(crate) fn encoded(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// A sum of a table's column, in cents or as a count.
pub(crate) fn sum(report: &Value, column: &str) -> i64 {
    let rows = report["rows"].as_array().into_iter().flatten();
    rows.map(|row| number(&row[column])).sum()
}

pub(crate) fn number(value: &Value) -> i64 {
    let digits = |text: &str| text.replace('.', "").parse().unwrap_or(0);
    value["amount"].as_str().map_or_else(|| value.as_i64().unwrap_or(0), digits)
}

/// The days of which something can be told, and one more at each end.
pub(crate) fn all_days(asked: Asked) -> (Date, Date) {
    let moments =
        asked.model.sessions.iter().flat_map(|session| [session.started_ms(), session.last_ms()]);
    let orders = asked
        .model
        .orders
        .iter()
        .flat_map(|order| order.refunds.iter().map(|refund| refund.at_ms).chain([order.at_ms]));
    let days = moments.chain(orders).map(|at_ms| asked.model.day(at_ms));
    let (first, last) =
        days.fold((asked.from, asked.to), |(first, last), day| (first.min(day), last.max(day)));
    (first.yesterday().unwrap_or(first), last.tomorrow().unwrap_or(last))
}
