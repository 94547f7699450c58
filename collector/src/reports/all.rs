//! All reports, in the order of the documentation.

use super::{
    Param, Report, attribution, carts, clv, customers, explain, funnel, interest, orders, overview,
    pages, paging, products, tables, timeseries, traffic, values,
};

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
        about: "The same hour by hour, or day, week, month; those without anything included.",
        params: &[Param {
            name: "by",
            about: "hour (31 days at most), day (the default), week (from Monday), month.",
        }],
        answer: timeseries::answer,
    },
    Report {
        id: "pages",
        about: "Pages by page views, with time on page, entries and exits.",
        params: &paging::PARAMS,
        answer: pages::answer,
    },
    Report {
        id: "sources",
        about: "Where sessions and revenue come from: source, medium, campaign.",
        params: &paging::PARAMS,
        answer: traffic::sources,
    },
    Report {
        id: "mediums",
        about: "Sessions and revenue by medium.",
        params: &paging::PARAMS,
        answer: traffic::mediums,
    },
    Report {
        id: "campaigns",
        about: "Sessions and revenue by campaign.",
        params: &paging::PARAMS,
        answer: traffic::campaigns,
    },
    Report {
        id: "referrers",
        about: "Sessions and revenue by the site that linked to the shop.",
        params: &paging::PARAMS,
        answer: traffic::referrers,
    },
    Report {
        id: "landing-pages",
        about: "Sessions and revenue by the page on which they began.",
        params: &paging::PARAMS,
        answer: traffic::landing_pages,
    },
    Report {
        id: "exit-pages",
        about: "Sessions and revenue by the page that they saw last.",
        params: &paging::PARAMS,
        answer: traffic::exit_pages,
    },
    Report {
        id: "countries",
        about: "Sessions and revenue by country.",
        params: &paging::PARAMS,
        answer: traffic::countries,
    },
    Report {
        id: "devices",
        about: "Sessions and revenue by class of device.",
        params: &paging::PARAMS,
        answer: traffic::devices,
    },
    Report {
        id: "products",
        about: "Products by revenue, with how often they were viewed, added and bought.",
        params: &paging::PARAMS,
        answer: products::answer,
    },
    Report {
        id: "categories",
        about: "Products by category.",
        params: &[
            Param {
                name: "level",
                about: "The first so many levels, 1 to 5; all when nobody says.",
            },
            paging::SORT,
            paging::ORDER,
            paging::SEARCH,
        ],
        answer: products::categories,
    },
    Report {
        id: "brands",
        about: "Products by brand.",
        params: &paging::PARAMS,
        answer: products::brands,
    },
    Report {
        id: "coupons",
        about: "Orders by coupon.",
        params: &paging::PARAMS,
        answer: interest::coupons,
    },
    Report {
        id: "lists",
        about: "Lists of products: seen, clicked, and what was bought from them.",
        params: &paging::PARAMS,
        answer: interest::lists,
    },
    Report {
        id: "promotions",
        about: "Promotions: seen, clicked, and orders that followed.",
        params: &paging::PARAMS,
        answer: interest::promotions,
    },
    Report {
        id: "searches",
        about: "What was sought in the shop, and orders that followed.",
        params: &paging::PARAMS,
        answer: interest::searches,
    },
    Report {
        id: "carts",
        about: "Carts by the day on which they were created: ordered, abandoned, recovered, lost.",
        params: &[],
        answer: carts::answer,
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
        about: "Sessions or visitors that reached each step, one after the other, and the median time between.",
        params: &[
            Param {
                name: "steps",
                about: "Events by ';' between them, each with what it is with: page_view(page=^/sale);purchase. The usual way to \
                        an order when nobody says.",
            },
            Param { name: "by", about: "session (the default), or visitor." },
        ],
        answer: funnel::answer,
    },
    Report {
        id: "explain",
        about: "Why a number is what it is: its definition, where it comes from, and what is behind it, page by page.",
        params: &[Param {
            name: "metric",
            about: "One of the overview; sessions when nobody says.",
        }],
        answer: explain::answer,
    },
    Report {
        id: "session",
        about: "What one session did, step by step.",
        params: &[Param {
            name: "session",
            about: "As `explain` names it; the newest of the period when nobody says.",
        }],
        answer: explain::session,
    },
    Report {
        id: "values",
        about: "Which values a dimension of filters has, the frequent first.",
        params: &values::PARAMS,
        answer: values::answer,
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
