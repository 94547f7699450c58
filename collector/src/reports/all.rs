//! All reports, in the order of the documentation.

use super::{Param, Report, funnel, orders, overview, paging, tables, timeseries};

pub const REPORTS: &[Report] = &[
    Report {
        id: "overview",
        about: "The scalar metrics of a period.",
        params: &[Param {
            name: "definitions",
            about: "Adds the headline numbers as another system defines them, and why they differ: footfall, matomo, ga4 or \
                    shopify.",
        }],
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
        params: &paging::PARAMS,
        answer: tables::pages,
    },
    Report {
        id: "sources",
        about: "Where sessions and revenue come from: source, medium, campaign.",
        params: &paging::PARAMS,
        answer: tables::sources,
    },
    Report {
        id: "products",
        about: "Products by revenue, with how often they were viewed, added and bought.",
        params: &paging::PARAMS,
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
        params: &paging::PARAMS,
        answer: tables::drops,
    },
    Report {
        id: "bots",
        about: "What bots sent, set aside or counted.",
        params: &paging::PARAMS,
        answer: tables::bots,
    },
];
