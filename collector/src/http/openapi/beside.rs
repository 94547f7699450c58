//! What is read beside reports: notes, and the shop as it is now.

use super::doors::{Door, JSON, Said, Who, delete, get, post};
use crate::people::Act;

pub(super) const DOORS: &[Door] = &[
    get(
        "Reading",
        "/api/v1/sites/{site}/notes",
        Who::May(Act::Rows),
        "What people wrote about the days of a period.",
        &[
            ("200", "The notes", Said::Json("Notes")),
            ("400", "Not a period", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    )
    .query(&[("from", "The first day."), ("to", "The last day.")]),
    post(
        "Reading",
        "/api/v1/sites/{site}/notes",
        Who::May(Act::Annotate),
        "Writes a note on a day. With an admin key, or signed in.",
        Some((JSON, "NewNote")),
        &[
            ("200", "It is kept", Said::Json("Note")),
            ("400", "Not a day, not a text, or the day has too many", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
    delete(
        "Reading",
        "/api/v1/sites/{site}/notes",
        Who::May(Act::Annotate),
        "Takes a note away. With an admin key, or signed in.",
        &[
            ("204", "It is gone", Said::Nothing),
            ("400", "Not a note's number", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
            ("404", "There is none of that number", Said::Json("Error")),
        ],
    )
    .query(&[("id", "The note's number.")]),
    get(
        "Reading",
        "/api/v1/sites/{site}/live",
        Who::May(Act::Rows),
        "Server-sent events: `commit` when events of the site were stored, `now` with what happens in the shop; each at most \
         once a second.",
        &[
            ("200", "A stream that stays open", Said::Other("text/event-stream")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    )
    .query(&[("now", "1 for `now`: people in the shop, open carts, the last orders.")]),
    get(
        "Reading",
        "/api/v1/sites/{site}/now",
        Who::May(Act::Rows),
        "The same once: people in the shop, open carts, the last orders.",
        &[
            ("200", "What happens now", Said::Json("Now")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
];
