//! All reports, in the order of the documentation.

use super::{
    Param, Report, attribution, clv, customers, funnel, orders, overview, tables, timeseries,
};

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
        params: &[
            Param {
                name: "path",
                about: "1 for the sessions that led to each order, by time; none when left out.",
            },
            LOOK_BACK_DAYS,
        ],
        answer: orders::answer,
    },
    Report {
        id: "customers",
        about: "Customers who ordered in the period, one by one, by what they have brought so far.",
        params: &[HORIZON_WEEKS, DISCOUNT],
        answer: customers::list,
    },
    Report {
        id: "rfm",
        about: "Customers by how lately, how often and for how much they ordered, in named groups.",
        params: &[],
        answer: customers::rfm,
    },
    Report {
        id: "cohorts",
        about: "Customers by the month or week of their first order, and who of them came back when.",
        params: &[Param {
            name: "by",
            about: "month, or week (from Monday); month when left out.",
        }],
        answer: customers::cohorts,
    },
    Report {
        id: "clv",
        about: "Customer lifetime value as it is predicted, and how well the past was.",
        params: &[
            HORIZON_WEEKS,
            DISCOUNT,
            Param {
                name: "calibrate_to",
                about: "The last day that the back-test knows; half of all time when left out.",
            },
        ],
        answer: clv::answer,
    },
    Report {
        id: "attribution",
        about: "The channels that the revenue of the period's orders is due to, by five models.",
        params: &[
            Param {
                name: "by",
                about: "source, medium, or campaign; all three together when left out.",
            },
            LOOK_BACK_DAYS,
        ],
        answer: attribution::answer,
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

const HORIZON_WEEKS: Param = Param {
    name: "horizon_weeks",
    about: "How far ahead is predicted, in weeks, at most 520; 52 when left out.",
};
const DISCOUNT: Param = Param {
    name: "discount",
    about: "What a year takes off, as a share from 0 to 1; 0.1 when left out.",
};
const LOOK_BACK_DAYS: Param = Param {
    name: "look_back_days",
    about: "How long before an order a session may have begun that led to it; 30 when left out.",
};
