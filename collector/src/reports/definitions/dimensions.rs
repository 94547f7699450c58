//! Of what something was counted.

use super::Unit::{Date, Moment, Text};
use super::{Definition, dimension};

pub(super) const ALL: &[Definition] = &[
    dimension(
        "period",
        "Period",
        Text,
        "`current` or `previous`, in tables with a comparison.",
        &[],
    ),
    dimension("site", "Site", Text, "The shop's id in its tag.", &["overview"]),
    dimension(
        "from",
        "From",
        Date,
        "The first day of the period, in the site's time zone.",
        &["overview"],
    ),
    dimension("to", "To", Date, "The last day of the period, included.", &["overview"]),
    dimension("time_zone", "Time zone", Text, "The site's IANA time zone.", &["overview"]),
    dimension("date", "Date", Date, "A calendar day in the site's time zone.", &["timeseries"]),
    dimension(
        "source",
        "Source",
        Text,
        "Where the session came from: utm_source, a known referrer or its host, `(direct)`; `(not set)` of orders that no session \
         reported.",
        &["sources", "orders"],
    ),
    dimension(
        "medium",
        "Medium",
        Text,
        "By which kind of link: utm_medium, `organic`, `referral`, `(none)`.",
        &["sources", "orders"],
    ),
    dimension(
        "campaign",
        "Campaign",
        Text,
        "The campaign's name: utm_campaign.",
        &["sources", "orders"],
    ),
    dimension("page", "Page", Text, "The page's path, without what is personal.", &["pages"]),
    dimension("title", "Title", Text, "The page's title, as last seen.", &["pages"]),
    dimension(
        "item_id",
        "Product id",
        Text,
        "The shop's id of the product, else its name.",
        &["products"],
    ),
    dimension("item_name", "Product", Text, "The product's name, as last seen.", &["products"]),
    dimension("order_id", "Order", Text, "The shop's id of the order.", &["orders"]),
    dimension("at_ms", "At", Moment, "When the order was placed.", &["orders"]),
    dimension(
        "currency",
        "Currency",
        Text,
        "The ISO 4217 code of the currency that the orders are in.",
        &["unconverted"],
    ),
    dimension(
        "step",
        "Step",
        Text,
        "A step on the way to an order, by its event's name.",
        &["funnel"],
    ),
    dimension(
        "reason",
        "Reason",
        Text,
        "Why something was refused, filtered or corrected.",
        &["drops"],
    ),
    dimension(
        "scope",
        "Scope",
        Text,
        "`site`, or `server` for what named no site of this server.",
        &["drops"],
    ),
    dimension(
        "bot",
        "Bot",
        Text,
        "What the bot calls itself, by the list of known ones.",
        &["bots"],
    ),
    dimension("category", "Category of bot", Text, "What kind of bot it is.", &["bots"]),
];
