//! Sessions, visitors, page views, attention.

use super::Unit::{Count, Milliseconds, Ratio, Text};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "sessions",
        "Sessions",
        Count,
        "Visits: a visitor's events with no gap over the site's session timeout (30 minutes), on the day they start.",
        &["overview", "timeseries", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    )
    .additive(),
    metric(
        "visitors",
        "Visitors",
        Count,
        "Distinct browsers. Anonymous ones can't be told apart across days, so over several days they are the sum of each \
         day's; those who consented count once.",
        &["overview", "timeseries", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    ),
    metric(
        "visitors_method",
        "How visitors are counted",
        Text,
        "`distinct` on one day; `sum_of_daily` where anonymous visitors of several days are added up.",
        &["overview"],
    ),
    metric(
        "page_views",
        "Page views",
        Count,
        "Pages that were shown, the ones of a single-page shop included.",
        &["overview", "timeseries", "pages", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices", "explain"],
    )
    .additive(),
    metric(
        "entries",
        "Entries",
        Count,
        "Sessions that began on the page.",
        &["pages"],
    )
    .additive(),
    metric("exits", "Exits", Count, "Sessions that saw the page last.", &["pages"]).additive(),
    metric(
        "engaged_ms",
        "Engaged time",
        Milliseconds,
        "Time during which a page was visible, its window focused and the visitor active in the last 30 seconds.",
        &["overview", "pages", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices", "explain", "session"],
    )
    .additive(),
    metric(
        "engaged_ms_per_session",
        "Engaged time per session",
        Milliseconds,
        "Mean engaged time of a session.",
        &["overview"],
    )
    .formula("engaged_ms / sessions"),
    metric(
        "engagement_rate",
        "Engagement rate",
        Ratio,
        "Share of sessions that are engaged: over 10 seconds of engaged time, or two or more page views, or an order.",
        &["overview", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    )
    .formula("engaged sessions / sessions"),
    metric(
        "bounce_rate",
        "Bounce rate",
        Ratio,
        "Share of sessions that are not engaged.",
        &["overview"],
    )
    .formula("1 − engagement_rate"),
    metric(
        "time_on_page_median_ms",
        "Time on page (median)",
        Milliseconds,
        "Median engaged time of a page view, within 2 %.",
        &["overview", "pages"],
    ),
    metric(
        "time_on_page_mean_ms",
        "Time on page (mean)",
        Milliseconds,
        "Mean engaged time of a page view.",
        &["overview", "pages"],
    )
    .formula("engaged time of page views / page_views"),
    metric(
        "count",
        "Reached",
        Count,
        "Sessions, or visitors, that reached the step after all steps before it.",
        &["funnel"],
    ),
    metric(
        "rate",
        "Rate",
        Ratio,
        "Share of those of the step before that reached this one; of all for the first.",
        &["funnel"],
    )
    .formula("count / count of the step before"),
    metric(
        "rate_of_first",
        "Rate of the first step",
        Ratio,
        "Share of those of the first step that reached this one.",
        &["funnel"],
    )
    .formula("count / count of the first step"),
    metric(
        "median_ms",
        "Median time",
        Milliseconds,
        "Median time from the step before to this one; null for the first.",
        &["funnel"],
    ),
];
