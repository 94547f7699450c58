//! The doors of people: signing in, accounts, keys, shares, and the log of who did what.

use super::doors::{Door, JSON, PEOPLE, Said, Who, delete, get, post};
use crate::people::Act;

const OURS: (&str, &str, Said) = ("403", "Not a page of this server", Said::Json("Error"));
const NOBODY: (&str, &str, Said) = ("401", "Nobody signed in", Said::Json("Error"));
const NO_OWNER: (&str, &str, Said) = ("403", "Not an owner", Said::Json("Error"));
const WRONG: (&str, &str, Said) = ("400", "Something is wrong, and what", Said::Json("Error"));
const TOO_MANY: (&str, &str, Said) =
    ("429", "Too many tries; see Retry-After", Said::Json("Error"));
const NOT_THERE: (&str, &str, Said) = ("404", "There is none of that number", Said::Json("Error"));
const DONE: (&str, &str, Said) = ("204", "Done", Said::Nothing);
const OWNER: Who = Who::May(Act::Manage);

pub(super) const PEOPLE_DOORS: &[Door] = &[
    post(
        PEOPLE,
        "/api/v1/sign-in",
        Who::Anybody,
        "Signs in by e-mail address and password.",
        Some((JSON, "SignIn")),
        &[
            ("204", "Signed in, with a cookie", Said::Nothing),
            ("401", "No account has this address and password", Said::Json("Error")),
            WRONG,
            OURS,
            TOO_MANY,
        ],
    ),
    get(
        PEOPLE,
        "/sign-in/{token}",
        Who::Anybody,
        "The page on which a one-time link is used. To look at it does not use it up.",
        &[("200", "The page", Said::Other("text/html"))],
    ),
    get(
        PEOPLE,
        "/api/v1/sign-in-links/{token}",
        Who::Anybody,
        "Whose a one-time link is: no address yet of the first account.",
        &[
            ("200", "The account", Said::Json("Link")),
            ("404", "Unknown, used or expired", Said::Json("Error")),
        ],
    ),
    post(
        PEOPLE,
        "/sign-in/{token}",
        Who::Anybody,
        "Uses up a one-time link: sets a password if one is named, and the address of the first account.",
        Some((JSON, "Chosen")),
        &[
            ("204", "Signed in, with a cookie", Said::Nothing),
            ("404", "Unknown, used or expired", Said::Json("Error")),
            WRONG,
            OURS,
        ],
    ),
    post(PEOPLE, "/sign-out", Who::Visitor, "Signs out.", None, &[DONE, OURS]),
    get(
        PEOPLE,
        "/share/{token}",
        Who::Anybody,
        "Opens a shared site, read-only.",
        &[("303", "To the dashboard, with a cookie when the link was good", Said::Nothing)],
    ),
    get(
        PEOPLE,
        "/api/v1/me",
        Who::Visitor,
        "Who one is here.",
        &[("200", "An account, or what is shared", Said::Json("Me")), NOBODY],
    ),
    post(
        PEOPLE,
        "/api/v1/me/password",
        Who::SignedIn,
        "Sets another password, and ends all other sign-ins.",
        Some((JSON, "NewPassword")),
        &[DONE, WRONG, NOBODY, OURS, TOO_MANY],
    ),
    get(
        PEOPLE,
        "/api/v1/me/sessions",
        Who::SignedIn,
        "Where one is signed in.",
        &[("200", "The sign-ins", Said::Json("Sessions")), NOBODY],
    ),
    delete(
        PEOPLE,
        "/api/v1/me/sessions/{id}",
        Who::SignedIn,
        "Ends one of one's sign-ins.",
        &[DONE, NOBODY, OURS, NOT_THERE],
    ),
    get(
        PEOPLE,
        "/api/v1/sites/{site}/people",
        OWNER,
        "Who may do what at the site.",
        &[("200", "The people", Said::Json("People")), NOBODY, NO_OWNER],
    ),
    post(
        PEOPLE,
        "/api/v1/sites/{site}/people",
        OWNER,
        "Gives somebody a role; whoever is new gets a one-time link, which is shown once.",
        Some((JSON, "Role")),
        &[("200", "They have it", Said::Json("Invited")), WRONG, NOBODY, NO_OWNER],
    ),
    delete(
        PEOPLE,
        "/api/v1/sites/{site}/people/{id}",
        OWNER,
        "Takes somebody's role at the site.",
        &[DONE, NOBODY, NO_OWNER, NOT_THERE],
    ),
    get(
        PEOPLE,
        "/api/v1/sites/{site}/keys",
        OWNER,
        "The site's keys, without their secrets.",
        &[("200", "The keys", Said::Json("Keys")), NOBODY, NO_OWNER],
    ),
    post(
        PEOPLE,
        "/api/v1/sites/{site}/keys",
        OWNER,
        "Makes a key. Its secret is in this answer and nowhere else.",
        Some((JSON, "NewKey")),
        &[("200", "The key", Said::Json("MadeKey")), WRONG, NOBODY, NO_OWNER],
    ),
    delete(
        PEOPLE,
        "/api/v1/sites/{site}/keys/{id}",
        OWNER,
        "Revokes a key: it opens nothing from now on.",
        &[DONE, NOBODY, NO_OWNER, NOT_THERE],
    ),
    get(
        PEOPLE,
        "/api/v1/sites/{site}/shares",
        OWNER,
        "Links that share the site.",
        &[("200", "The links, without their secrets", Said::Json("Shares")), NOBODY, NO_OWNER],
    ),
    post(
        PEOPLE,
        "/api/v1/sites/{site}/shares",
        OWNER,
        "Makes a link that shares the site's sums read-only, of the part that a filter leaves, for so many days.",
        Some((JSON, "NewShare")),
        &[("200", "The link, shown once", Said::Json("MadeShare")), WRONG, NOBODY, NO_OWNER],
    ),
    delete(
        PEOPLE,
        "/api/v1/sites/{site}/shares/{id}",
        OWNER,
        "Revokes a link: it shows nothing from now on.",
        &[DONE, NOBODY, NO_OWNER, NOT_THERE],
    ),
    get(
        PEOPLE,
        "/api/v1/audit",
        OWNER,
        "Who did what at one's sites, newest first.",
        &[("200", "The lines", Said::Json("Audit")), WRONG, NOBODY, NO_OWNER],
    )
    .query(&[("after", "The `next` of the page before."), ("limit", "1 to 500; 50 otherwise.")]),
];
