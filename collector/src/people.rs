//! People and what they may do: one table for everything that somebody asks of this server.
//!
//! Whoever asks is one of [`Who`], what is asked one of [`Act`], and [`allowed`] says whether. What the table does not say is
//! refused: a new kind of act is nobody's until a line of it names somebody.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::store::KeyScope;

/// What somebody may do at a site; the later may what the earlier may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Also keeps what others read: segments, notes, imports.
    Analyst,
    /// Also manages the site, its keys and its people.
    Owner,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Analyst => "analyst",
            Role::Owner => "owner",
        }
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut roles = [Role::Viewer, Role::Analyst, Role::Owner].into_iter();
        roles.find(|role| role.as_str() == text).ok_or("a role is owner, analyst or viewer")
    }
}

/// Who asks, at one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Person(Role),
    Key(KeyScope),
    /// Somebody with a link that shares the site.
    Guest,
}

impl Who {
    /// A role's word, `key`, or `guest`.
    pub fn as_str(self) -> &'static str {
        match self {
            Who::Person(role) => role.as_str(),
            Who::Key(_) => "key",
            Who::Guest => "guest",
        }
    }
}

/// What is asked, at one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Reports whose rows are sums over sessions, each of which a filter binds; and what their words mean.
    Totals,
    /// All else that can be read: orders and customers one by one, what one session did, what was refused, who is there
    /// now, saved segments. A customer is a keyed hash here, but whoever has bought at a certain minute knows which: so
    /// this is for people with a name, and for keys, and not for whoever a link was passed on to.
    Rows,
    /// What others will read: segments, notes, imports.
    Annotate,
    /// The site, its keys, people and shares, and who did what.
    Manage,
    /// Events from the shop's server.
    Send,
    /// What the operator's machinery reads.
    Operate,
}

impl Act {
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Totals => "totals",
            Act::Rows => "rows",
            Act::Annotate => "annotate",
            Act::Manage => "manage",
            Act::Send => "send",
            Act::Operate => "operate",
        }
    }
}

/// Everything that is allowed.
pub fn allowed(who: Who, act: Act) -> bool {
    let acts: &[Act] = match who {
        Who::Guest => &[Act::Totals],
        Who::Person(Role::Viewer) => &[Act::Totals, Act::Rows],
        Who::Person(Role::Analyst) => &[Act::Totals, Act::Rows, Act::Annotate],
        Who::Person(Role::Owner) => &[Act::Totals, Act::Rows, Act::Annotate, Act::Manage],
        Who::Key(KeyScope::Read) => &[Act::Totals, Act::Rows],
        // Keys and people are made by people: a key that leaks makes no other one.
        Who::Key(KeyScope::Admin) => {
            &[Act::Totals, Act::Rows, Act::Annotate, Act::Send, Act::Operate]
        }
        Who::Key(KeyScope::Ingest) => &[Act::Send],
        Who::Key(KeyScope::Sign) => &[],
    };
    acts.contains(&act)
}

/// Reports that may be shared: of sums only, all of them bound by a filter. One that is not named is for people and keys:
/// those about customers know orders outside of the filtered sessions, too.
const SUMS: &[&str] = &[
    "overview",
    "timeseries",
    "pages",
    "sources",
    "mediums",
    "campaigns",
    "referrers",
    "landing-pages",
    "exit-pages",
    "countries",
    "devices",
    "products",
    "categories",
    "brands",
    "coupons",
    "lists",
    "promotions",
    "searches",
    "carts",
    "attribution",
    "funnel",
];

/// What reading a report is.
pub fn act_of_report(id: &str) -> Act {
    if SUMS.contains(&id) { Act::Totals } else { Act::Rows }
}

/// The longest that mail knows.
const MAX_EMAIL_CHARS: usize = 254;

/// An address as it is kept, or `None`. Whether mail arrives there, only a mail finds out.
pub fn parse_email(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.rsplit_once('@')?;
    let fits = text.len() <= MAX_EMAIL_CHARS && !name.is_empty() && !host.is_empty();
    let plain = !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    (fits && plain).then(|| text.to_owned())
}

/// `Firefox on Linux`: enough to know one's own sign-ins by, and too little for anything else.
pub fn browser_name(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
    };
    // Each of them names those before it, too.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::REPORTS;

    #[test]
    fn every_report_that_may_be_shared_is_one_that_there_is() {
        for id in SUMS {
            assert!(REPORTS.iter().any(|report| report.id == *id), "{id}");
        }
    }

    #[test]
    fn an_address_has_a_name_and_a_host_and_no_blanks() {
        for (text, expected) in [
            (" ann@example.org ", Some("ann@example.org")),
            ("Ann+shop@example.org", Some("Ann+shop@example.org")),
            ("owner@localhost", Some("owner@localhost")),
            ("ann", None),
            ("@example.org", None),
            ("ann@", None),
            ("ann b@example.org", None),
            ("ann@example.org\n<script>", None),
            ("", None),
        ] {
            assert_eq!(parse_email(text).as_deref(), expected, "{text}");
        }
        assert_eq!(parse_email(&format!("{}@example.org", "a".repeat(250))), None);
    }

    #[test]
    fn a_browser_is_named_coarsely() {
        let check = |agent: &str, expected: &str| assert_eq!(browser_name(agent), expected);
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox on Linux",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        );
        check("curl/8.5", "");
    }
}
