//! All reports, in the order of the documentation.

use super::{Report, funnel, orders, overview, tables, timeseries};

pub const REPORTS: &[Report] = &[
    Report {
        id: "overview",
        about: "The scalar metrics of a period.",
        params: &[],
        answer: overview::answer,
    },
    Report {
        id: "timeseries",
        about: "The same day by day, days without anything included.",
        params: &[],
        answer: timeseries::answer,
    },
    Report {
        id: "pages",
        about: "Pages by page views, with time on page.",
        params: &[],
        answer: tables::pages,
    },
    Report {
        id: "sources",
        about: "Where sessions and revenue come from: source, medium, campaign.",
        params: &[],
        answer: tables::sources,
    },
    Report {
        id: "products",
        about: "Products by revenue, with how often they were viewed, added and bought.",
        params: &[],
        answer: tables::products,
    },
    Report {
        id: "orders",
        about: "Orders one by one, newest first.",
        params: &[],
        answer: orders::answer,
    },
    Report {
        id: "funnel",
        about: "Sessions that reached each step on the way to an order.",
        params: &[],
        answer: funnel::answer,
    },
    Report {
        id: "drops",
        about: "What was refused, filtered or corrected, by reason.",
        params: &[],
        answer: tables::drops,
    },
    Report {
        id: "bots",
        about: "What bots sent, set aside or counted.",
        params: &[],
        answer: tables::bots,
    },
];
