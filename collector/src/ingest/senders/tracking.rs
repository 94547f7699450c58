//! A tracking request of Matomo's or Piwik PRO's kind: what its parameters say.
//!
//! One hit is one thing that happened: a call ([`calls`]), or else a view of a page. With a view comes the product on the
//! page: `_pk…` stay on every later request of that page, so nothing else counts them.

use footfall_protocol::batch::parse_customer;
use footfall_protocol::call::{Said, understand};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Event, EventName, ParsedBatch, Raw, Reason, Refusal};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::copies::digest;
use super::{
    Hit, Oldest, Params, calls, empty_batch, page, products, site_id, text, visitor_id, within,
};
use crate::ingest::Source;

/// Reads one hit, which arrived at `received_at_ms`. An error refuses all of it.
pub fn read(params: &Params, source: Source, received_at_ms: i64) -> Result<Hit, Refusal> {
    if required(params, "rec")? != "1" {
        return Err(Refusal::new(Reason::Form, "rec"));
    }
    let is_server = source == Source::Server;
    let at_ms = match params.get("cdt").filter(|_| is_server) {
        Some(time) => within(Oldest::Any, moment_ms(time)?, received_at_ms, "cdt")?,
        None => received_at_ms,
    };
    let mut hit = Reading {
        parsed: ParsedBatch {
            batch: empty_batch(&site(params)?, received_at_ms)?,
            refused: Vec::new(),
            removed: Removed::default(),
        },
        at_ms,
    };
    hit.parsed.batch.customer = customer(params)?;
    // What a shop's server says of nobody and of no page, an order that was paid, is in no visit.
    let is_visit = ["url", "cid", "_id", "cip"].into_iter().any(|name| params.get(name).is_some());
    if is_visit || !is_server {
        hit.page(params);
    }
    match calls::call(params, at_ms) {
        Some(call) => hit.said(&call),
        None => hit.view(params)?,
    }
    if calls::items_text(params).is_some_and(|items| products::named(items).is_none()) {
        // The order counts all the same, as it does with theirs.
        hit.parsed.refused.push((0, Refusal::new(Reason::Malformed, "ec_items")));
    }
    let of_server = |name| params.get(name).filter(|_| is_server);
    Ok(Hit {
        parsed: hit.parsed,
        visitor: ["cid", "_id"].into_iter().find_map(|name| params.get(name)).map(visitor_id),
        ip: of_server("cip").and_then(|ip| ip.parse().ok()),
        user_agent: of_server("ua").map(str::to_owned),
        content: content(params),
    })
}

/// The site of a hit.
pub fn site(params: &Params) -> Result<String, Refusal> {
    site_id(required(params, "idsite")?)
}

/// A hit as far as it was read.
struct Reading {
    parsed: ParsedBatch,
    at_ms: i64,
}

impl Reading {
    fn page(&mut self, params: &Params) {
        let named =
            ["url", "action_name", "urlref"].map(|name| params.get(name).unwrap_or_default());
        self.parsed.batch.pages.push(page(0, named, &mut self.parsed.removed));
    }

    fn view(&mut self, params: &Params) -> Result<(), Refusal> {
        required(params, "url")?;
        if self.parsed.batch.page(0).is_none_or(|page| page.url.is_empty()) {
            return Err(Refusal::new(Reason::Form, "url"));
        }
        self.event(EventName::PageView.as_str(), Raw::EMPTY);
        if let Some(call) = calls::product_view(params, self.at_ms) {
            self.said(&call);
        }
        Ok(())
    }

    fn said(&mut self, call: &Raw) {
        match understand(call) {
            Some((_, Said::Event { name, params })) => self.event(name, &params),
            _ => self.parsed.batch.unknown += 1,
        }
    }

    fn event(&mut self, name: &str, params: &Raw) {
        let ParsedBatch { batch, refused, removed } = &mut self.parsed;
        let place = batch.events.len() + refused.len();
        match Event::parse(place as u32, self.at_ms, 0, name, params, removed) {
            Ok(event) => batch.events.push((place, event)),
            Err(refusal) => refused.push((place, refusal)),
        }
    }
}

fn required<'p>(params: &'p Params, name: &'static str) -> Result<&'p str, Refusal> {
    params.get(name).ok_or(Refusal::new(Reason::Missing, name))
}

fn customer(params: &Params) -> Result<Option<String>, Refusal> {
    let Some(name) = params.get("uid") else { return Ok(None) };
    parse_customer(&Raw::Map(vec![("customer".into(), text(name))]))
        .map_err(|refusal| Refusal::new(refusal.reason, "uid"))
}

/// Unix seconds, or `YYYY-MM-DD hh:mm:ss` in UTC.
fn moment_ms(time: &str) -> Result<i64, Refusal> {
    let wrong = || Refusal::new(Reason::Form, "cdt");
    if let Ok(seconds) = time.parse::<i64>() {
        return seconds.checked_mul(1000).ok_or_else(wrong);
    }
    let moment = time.parse::<DateTime>().and_then(|at| at.to_zoned(TimeZone::UTC));
    moment.map(|at| at.timestamp().as_millisecond()).map_err(|_| wrong())
}

/// By what a copy is told: all that it says, where something in it is its own. Not what only asks for an answer.
fn content(params: &Params) -> Option<u128> {
    ["rand", "r", "cdt"].into_iter().find_map(|name| params.get(name))?;
    let said = params.entries().filter(|(name, _)| !matches!(*name, "token_auth" | "send_image"));
    Some(digest(said.flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_764_000_000_000;

    fn hit(query: &str, source: Source) -> Result<Hit, Refusal> {
        let mut params = Params::default();
        params.read(format!("rec=1&idsite=shop&{query}").as_bytes());
        read(&params, source, NOW)
    }

    /// The events of a hit as `name {params}`, and `reason field` of what was refused.
    fn events(query: &str) -> Vec<String> {
        let parsed = match hit(query, Source::Browser) {
            Ok(hit) => hit.parsed,
            Err(refusal) => return vec![words(&refusal)],
        };
        let event = |(_, event): &(usize, Event)| {
            let params = serde_json::to_string(&event.params_json()).unwrap();
            format!("{} {params}", event.name.as_str())
        };
        let events = parsed.batch.events.iter().map(event);
        let refused = parsed.refused.iter().map(|(_, refusal)| words(refusal));
        events.chain(refused).collect()
    }

    fn words(refusal: &Refusal) -> String {
        format!("{} {}", refusal.reason.code(), refusal.field)
    }

    #[track_caller]
    fn check(query: &str, expected: &[&str]) {
        assert_eq!(events(query), expected, "{query}");
    }

    #[test]
    fn a_page_is_viewed_and_its_product_with_it() {
        let lamp = "url=https://s.example/lamp&action_name=Lamp";
        check(lamp, &["page_view {}"]);
        check(
            &format!("{lamp}&_pks=A&_pkn=Lamp&_pkc=[\"Home\",\"Lamps\"]&_pkp=19.99"),
            &[
                "page_view {}",
                r#"view_item {"items":[{"item_id":"A","item_name":"Lamp","price":"19.99","item_category":"Home","item_category2":"Lamps"}]}"#,
            ],
        );
        check(&format!("{lamp}&_pkc=Lamps&_pks=false&_pkn=&_pkp="), &["page_view {}"]);
        check("action_name=Lamp", &["missing url"]);
        check("url=file:///home", &["wrong_form url"]);
    }

    #[test]
    fn a_product_is_not_viewed_again_with_what_happens_on_its_page() {
        let later = "url=https://s.example/lamp&_pks=A&_pkn=Lamp&_pkp=5";
        check(&format!("{later}&ping=1"), &["heartbeat {}"]);
        check(
            &format!("{later}&e_c=Video&e_a=Play&e_n=Intro&e_v=2.5"),
            &[
                r#"custom_event {"event_category":"Video","event_action":"Play","event_label":"Intro","event_value":"2.5"}"#,
            ],
        );
        check(
            &format!("{later}&idgoal=0&revenue=5&ec_items=[[\"A\",\"Lamp\",\"\",5,1]]"),
            &[
                r#"cart_update {"value":"5","items":[{"item_id":"A","item_name":"Lamp","price":"5"}]}"#,
            ],
        );
    }

    #[test]
    fn orders_and_carts_are_told_apart_by_the_order_s_id() {
        check(
            "idgoal=0&ec_id=O+1%262&revenue=100.50&ec_st=80&ec_tx=15.5&ec_sh=5&ec_dt=false&ec_items=[[\"A\",\"Lamp\",[\"\",[\"Home\",\"Lamps\"]],40,2],[\"\",\"none\"],[\"B\",null,null,\"free\",0]]",
            &[
                r#"purchase {"transaction_id":"O 1&2","tax":"15.5","shipping":"5","order_total":"100.5","sub_total":"80","items":[{"item_id":"A","item_name":"Lamp","quantity":"2","price":"40","item_category":"Home","item_category2":"Lamps"},{"item_id":"B"}]}"#,
            ],
        );
        check(
            "idgoal=0&ec_id=7&revenue=5",
            &[r#"purchase {"transaction_id":"7","order_total":"5"}"#],
        );
        check("idgoal=0&revenue=0", &[r#"cart_update {"value":"0"}"#]);
        check(
            "idgoal=0&ec_id=7&revenue=5&ec_items={",
            &[r#"purchase {"transaction_id":"7","order_total":"5"}"#, "malformed ec_items"],
        );
        check("idgoal=0&ec_id=7&revenue=much", &["wrong_type order_total"]);
        check("idgoal=3&revenue=9.50", &[r#"goal {"value":"9.5","goal_id":"3"}"#]);
    }

    #[test]
    fn piwik_pro_names_its_commerce_events() {
        let items =
            "ec_products=[[\"A\",\"Lamp\",\"Home\",\"5\",2,\"Lux\",\"Brass\",{\"1\":\"x\"}]]";
        let lamp = r#"{"items":[{"item_id":"A","item_name":"Lamp","quantity":"2","price":"5","item_brand":"Lux","item_variant":"Brass","item_category":"Home","dimension1":"x"}]}"#;
        for (e_t, name) in [
            ("product-detail-view", "view_item"),
            ("add-to-cart", "add_to_cart"),
            ("remove-from-cart", "remove_from_cart"),
            ("cart-update", "cart_update"),
        ] {
            check(&format!("e_t={e_t}&{items}"), &[&format!("{name} {lamp}")]);
        }
        check(
            "e_t=order&ec_id=O&revenue=12&ec_items=[[\"A\"]]",
            &[r#"purchase {"transaction_id":"O","order_total":"12","items":[{"item_id":"A"}]}"#],
        );
        check("e_t=order&revenue=12", &["missing transaction_id"]);
        check("e_t=dance", &[]);
    }

    #[test]
    fn searches_links_and_what_nobody_knows() {
        check(
            "search=lamp&search_cat=false&search_count=0",
            &[r#"search {"search_term":"lamp","search_count":"0"}"#],
        );
        check("link=https://x.example/a%3Fb", &[r#"click {"link_url":"https://x.example/a?b"}"#]);
        check(
            "download=https://s.example/a.pdf",
            &[r#"file_download {"link_url":"https://s.example/a.pdf"}"#],
        );
        check("ping=6", &["heartbeat {}"]);
        check("url=https://s.example/&ping=0", &["page_view {}"]);
        for unknown in ["c_n=Banner&c_i=click", "ca=1&cra=Error", "e_t=dance"] {
            assert_eq!(hit(unknown, Source::Browser).unwrap().parsed.batch.unknown, 1, "{unknown}");
        }
    }

    #[test]
    fn a_hit_is_of_a_site_and_asks_to_be_counted() {
        let refused = |query: &str| {
            let mut params = Params::default();
            params.read(query.as_bytes());
            read(&params, Source::Browser, NOW)
                .map(|hit| hit.parsed.batch.site)
                .map_err(|r| words(&r))
        };
        assert_eq!(refused(""), Err("missing rec".into()));
        assert_eq!(refused("rec=0"), Err("wrong_form rec".into()));
        assert_eq!(refused("rec=1"), Err("missing idsite".into()));
        assert_eq!(refused("rec=1&idsite=a%20b"), Err("wrong_form site".into()));
        let uuid = "0F9B2C1D-9E8F-4A5B-8C7D-6E5F4A3B2C1D";
        assert_eq!(refused(&format!("rec=1&ping=1&idsite={uuid}")), Ok(uuid.to_lowercase()));
        let long = format!("rec=1&idsite=1&ping=1&uid={}", "u".repeat(300));
        assert_eq!(refused(&long), Err("too_long uid".into()));
    }

    #[test]
    fn time_address_and_agent_are_believed_from_a_server_only() {
        let said =
            "ping=1&cdt=2019-02-28+23:59:58&cip=192.0.2.7&ua=Firefox&_id=0123456789abcdef&uid=ann";
        let server = hit(said, Source::Server).unwrap();
        assert_eq!(server.parsed.batch.events[0].1.at_ms, 1_551_398_398_000);
        assert_eq!(server.ip, Some("192.0.2.7".parse().unwrap()));
        assert_eq!(server.user_agent.as_deref(), Some("Firefox"));
        let browser = hit(said, Source::Browser).unwrap();
        assert_eq!(browser.parsed.batch.events[0].1.at_ms, NOW);
        assert_eq!((browser.ip, browser.user_agent), (None, None));
        assert_eq!(browser.visitor, server.visitor);
        assert!(browser.visitor.is_some());
        assert_eq!(browser.parsed.batch.customer.as_deref(), Some("ann"));
    }

    #[test]
    fn a_server_s_order_of_nobody_and_no_page_is_in_no_visit() {
        let pages = |more: &str, source| {
            let hit = hit(&format!("idgoal=0&ec_id=7&revenue=5{more}"), source).unwrap();
            assert_eq!(hit.parsed.batch.events.len(), 1);
            hit.parsed.batch.pages.len()
        };
        assert_eq!(pages("", Source::Server), 0);
        for visit in ["&url=https://s.example/", "&_id=0123456789abcdef", "&cip=192.0.2.7"] {
            assert_eq!(pages(visit, Source::Server), 1, "{visit}");
        }
        assert_eq!(pages("", Source::Browser), 1);
    }

    #[test]
    fn a_server_dates_its_hits_as_far_back_as_it_likes_and_not_ahead() {
        let at = |cdt: &str| {
            let hit = hit(&format!("ping=1&cdt={cdt}"), Source::Server);
            hit.map(|hit| hit.parsed.batch.events[0].1.at_ms).map_err(|refusal| words(&refusal))
        };
        assert_eq!(at("0"), Ok(0));
        assert_eq!(at("1551398398"), Ok(1_551_398_398_000));
        assert_eq!(at("-1"), Err("too_old cdt".into()));
        assert_eq!(at("1999999999"), Err("in_future cdt".into()));
        for wrong in ["yesterday", "99999999999999999", "2019-02-30 00:00:00", "2019-02-28T25:00"] {
            assert_eq!(at(wrong), Err("wrong_form cdt".into()), "{wrong}");
        }
    }

    #[test]
    fn copies_are_told_by_their_content_if_anything_in_it_is_its_own() {
        let content = |query: &str| hit(query, Source::Browser).unwrap().content;
        assert_eq!(content("url=https://s.example/"), None, "two shoppers would look the same");
        let a = content("url=https://s.example/&rand=1");
        assert!(a.is_some());
        assert_eq!(content("rand=1&url=https://s.example/&token_auth=k&send_image=0"), a);
        assert_ne!(content("url=https://s.example/&rand=2"), a);
        assert_ne!(content("url=https://s.example/&r=1"), a);
        assert!(content("url=https://s.example/&cdt=5").is_some());
    }
}
