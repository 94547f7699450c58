//! In which of the dialects that shops speak an event was said. It is told to whoever sets the shop up, and means nothing
//! else: all of them become the same events.

use footfall_protocol::Raw;

use super::Arrival;

macro_rules! dialects {
    ($($name:ident = $code:literal,)*) => {
        /// Codes are stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Dialect { $($name,)* }

        impl Dialect {
            /// As an arrival carries it among what is to be counted with it.
            fn counted_as(self) -> &'static str {
                match self { $(Dialect::$name => concat!("heard:", $code),)* }
            }

            /// The code of a dialect, when it is one that an arrival carries.
            pub fn heard(counted: &str) -> Option<&'static str> {
                match counted { $(concat!("heard:", $code) => Some($code),)* _ => None }
            }
        }
    };
}

dialects! {
    Track = "track",
    DataLayer = "data_layer",
    Gtag = "gtag",
    Paq = "paq",
    Pixel = "pixel",
    Matomo = "matomo",
    PiwikPro = "piwik_pro",
    MeasurementProtocol = "measurement_protocol",
    Server = "server",
}

impl Arrival {
    /// Counts a dialect with it.
    pub fn said_in(&mut self, dialect: Dialect, events: usize) {
        if events > 0 {
            self.drops.push((dialect.counted_as().into(), events as i64));
        }
    }
}

/// The dialects of a tracker's batch, and how often each is spoken in it. What the tracker measures by itself is in none.
pub(super) fn spoken(batch: &Raw) -> Vec<(Dialect, usize)> {
    let list = |key| batch.get(key).and_then(Raw::list).unwrap_or_default();
    let events = list("events").iter().filter_map(|event| match event.get("call") {
        Some(call) => of_call(call),
        None => of_name(event.get("name").and_then(Raw::text)?),
    });
    let mut spoken: Vec<(Dialect, usize)> = Vec::new();
    for dialect in events.chain(list("calls").iter().filter_map(of_call)) {
        match spoken.iter_mut().find(|(known, _)| *known == dialect) {
            Some((_, count)) => *count += 1,
            None => spoken.push((dialect, 1)),
        }
    }
    spoken
}

/// Of a call that the page made: `[kind, at_ms, …arguments]`.
fn of_call(call: &Raw) -> Option<Dialect> {
    let [kind, _, arguments @ ..] = call.list()? else { return None };
    match kind.text()? {
        "track" => Some(Dialect::Track),
        "paq" => Some(Dialect::Paq),
        "layer" => match arguments.first()? {
            // gtag() pushes its arguments: only its events say something.
            Raw::List(arguments) => {
                (arguments.first()?.text()? == "event").then_some(Dialect::Gtag)
            }
            _ => Some(Dialect::DataLayer),
        },
        _ => None,
    }
}

/// Of an event that the tracker has put into our words: the shop called it by its name, or the tracker measured it.
fn of_name(name: &str) -> Option<Dialect> {
    (!matches!(name, "page_view" | "user_engagement")).then_some(Dialect::Track)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_is_told_by_its_calls() {
        let check = |batch: &str, expected: &[(Dialect, usize)]| {
            let raw: Raw = serde_json::from_str(batch).unwrap();
            assert_eq!(spoken(&raw), expected, "{batch}");
        };
        check(r#"{"calls":[["view",1,"https://a/",""]]}"#, &[]);
        check(r#"{"events":[{"name":"page_view"},{"name":"user_engagement"}]}"#, &[]);
        check(r#"{"events":[{"name":"purchase"},{"name":"x"}]}"#, &[(Dialect::Track, 2)]);
        check(r#"{"calls":[["track",1,"login",{}]]}"#, &[(Dialect::Track, 1)]);
        check(
            r#"{"calls":[["layer",1,{"event":"purchase","ecommerce":{}}]]}"#,
            &[(Dialect::DataLayer, 1)],
        );
        check(r#"{"calls":[["layer",1,["event","login",{}]]]}"#, &[(Dialect::Gtag, 1)]);
        check(r#"{"calls":[["layer",1,["config","G-1"]]]}"#, &[]);
        check(
            r#"{"events":[{"call":["paq",1,"trackEcommerceOrder"]},{"call":["layer",1,{}]}]}"#,
            &[(Dialect::Paq, 1), (Dialect::DataLayer, 1)],
        );
        check(r#"{"events":[{"call":5},5],"calls":7}"#, &[]);
        check(r#"[]"#, &[]);
    }

    #[test]
    fn what_an_arrival_carries_is_read_back() {
        assert_eq!(Dialect::heard(Dialect::Gtag.counted_as()), Some("gtag"));
        assert_eq!(Dialect::heard("malformed"), None);
        assert_eq!(Dialect::heard("heard:none"), None);
    }
}
