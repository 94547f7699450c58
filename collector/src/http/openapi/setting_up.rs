//! The doors behind which a shop is set up.

use super::doors::{Door, JSON, Said, Who, get, post};

pub(super) const SETTING_UP: &[Door] = &[
    post(
        "Setting up",
        "/api/v1/sites",
        Who::SignedIn,
        "Adds a shop. It takes events at once.",
        Some((JSON, "Site")),
        &[
            ("201", "It is added", Said::Json("Site")),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "Nobody signed in", Said::Json("Error")),
            ("403", "A key: a key is of one site", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/settings",
        Who::Reader,
        "Changes a shop; what is left out stays. Its currency and time zone, only until something is stored of it. With an admin \
         key, or signed in.",
        Some((JSON, "Settings")),
        &[
            ("200", "It is changed", Said::Json("Site")),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "A key of another site or scope", Said::Json("Error")),
        ],
    ),
    get(
        "Setting up",
        "/api/v1/sites/{site}/setup",
        Who::Reader,
        "What the shop's pages need, whether they are heard, and what looks wrong in the last seven days.",
        &[
            ("200", "The facts", Said::Json("Setup")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "A key of another site or scope", Said::Json("Error")),
        ],
    ),
    get(
        "Setting up",
        "/api/v1/sites/{site}/alerts",
        Who::Reader,
        "By which rules the site tells of itself, where to, and what became of it. With an admin key, or signed in.",
        &[
            ("200", "Rules, targets, notices", Said::Json("Alerts")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "A key of another site or scope", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/alerts",
        Who::Reader,
        "Changes a rule, or adds or forgets a target. With an admin key, or signed in.",
        Some((JSON, "AlertChange")),
        &[
            ("200", "The rule is changed", Said::Json("Alert")),
            ("201", "The target is added", Said::Json("Alert")),
            ("204", "It is forgotten", Said::Nothing),
            ("400", "A field that is not as it should be, by its name", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "A key of another site or scope", Said::Json("Error")),
            ("404", "There is none of that number", Said::Json("Error")),
        ],
    ),
    post(
        "Setting up",
        "/api/v1/sites/{site}/alerts/test",
        Who::Reader,
        "Sends a test to a target, now. With an admin key, or signed in.",
        Some((JSON, "AlertTest")),
        &[
            (
                "202",
                "It is sent soon; what becomes of it stands among the notices",
                Said::Json("AlertTest"),
            ),
            ("400", "Not a number", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "A key of another site or scope", Said::Json("Error")),
            ("404", "There is none of that number", Said::Json("Error")),
        ],
    ),
];
