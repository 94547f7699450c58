//! The doors behind which a shop is set up.

use super::doors::{Door, JSON, Said, Who, get, post};
use crate::people::Act;

pub(super) const SETTING_UP: &[Door] = &[
    post(
        "Setting up",
        "/api/v1/sites",
        Who::May(Act::Manage),
        "Adds a shop. It takes events at once.",
        Some((JSON, "Site")),
        &[
            ("201", "It is added", Said::Json("Site")),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Nobody who owns all sites", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/settings",
        Who::May(Act::Manage),
        "Changes a shop; what is left out stays. Its currency and time zone, only until something is stored of it. For its owners.",
        Some((JSON, "Settings")),
        &[
            ("200", "It is changed", Said::Json("Site")),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
    get(
        "Setting up",
        "/api/v1/sites/{site}/setup",
        Who::May(Act::Rows),
        "What the shop's pages need, whether they are heard, and what looks wrong in the last seven days.",
        &[
            ("200", "The facts", Said::Json("Setup")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
    get(
        "Setting up",
        "/api/v1/sites/{site}/alerts",
        Who::May(Act::Manage),
        "By which rules the site tells of itself, where to, and what became of it. For its owners.",
        &[
            ("200", "Rules, targets, notices", Said::Json("Alerts")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/alerts",
        Who::May(Act::Manage),
        "Changes a rule, or adds or forgets a target. For its owners.",
        Some((JSON, "AlertChange")),
        &[
            ("200", "The rule is changed", Said::Json("Alert")),
            ("201", "The target is added", Said::Json("Alert")),
            ("204", "It is forgotten", Said::Nothing),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
            ("404", "There is none of that number", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/alerts/test",
        Who::May(Act::Manage),
        "Sends a test to a target, now. For its owners.",
        Some((JSON, "AlertTest")),
        &[
            (
                "202",
                "It is sent soon; what becomes of it stands among the notices",
                Said::Json("AlertTest"),
            ),
            ("400", "Not a number", Said::Json("Error")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
            ("404", "There is none of that number", Said::Json("Error")),
        ],
    ),
];
