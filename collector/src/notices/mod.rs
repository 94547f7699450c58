//! What a shop is told without looking: a summary of each week, and alerts when something is wrong; by mail and by webhook.
//!
//! A thread of its own looks every minute ([`pass`]): it reads what the rules of each site look at, decides ([`rules`]), and
//! writes down what is to be sent together with what was told, in one transaction. So an alert is told once, whatever
//! happens, and again only after it was over. Then it sends what is due; what fails is tried again, ever more seldom, and
//! given up after a day. Nothing here holds up the writer, who only takes errands of a row or two.
//!
//! Absent here: a clock ([`start`] reads it, [`pass`] is told), and SQL.

mod addresses;
mod facts;
mod key;
mod mail;
mod rules;
mod summary;
#[cfg(test)]
mod tests;
mod wake;
mod webhook;
mod words;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use self::facts::Facts;
pub use self::key::WebhookKey;
use self::mail::Mail;
pub use self::mail::is_address;
use self::rules::Step;
pub use self::rules::{Rule, monday_of};
pub use self::wake::Wake;
use self::webhook::Webhooks;
pub use self::webhook::check_url;
use crate::collector::{Collector, now_ms};
use crate::config::Notices;
use crate::control::{self, ControlError};
use crate::reports::ReportError;
use crate::site::Site;
use crate::store::notices::{DueNotice, NoticeRule, Telling};

/// Between two looks: nobody is told of a night's silence to the second.
const PAUSE: Duration = Duration::from_secs(60);
/// Sent in one pass; the others are due in the next.
const SENT_TOGETHER: i64 = 50;
const MINUTE_MS: i64 = 60_000;
/// After so long a notice is tried again, and after the last of these given up: about a day.
const AGAIN_AFTER_MIN: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];
/// Those that are done with are kept for so long, for whoever looks.
const KEPT_MS: i64 = 90 * 86_400_000;

#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error("{0}")]
    Report(String),
}

impl From<ReportError> for NoticeError {
    fn from(error: ReportError) -> Self {
        NoticeError::Report(format!("{error:?}"))
    }
}

/// Who carries notices out.
#[derive(Debug)]
pub struct Courier {
    mail: Option<Mail>,
    webhooks: Webhooks,
}

impl Courier {
    /// An error says which setting is wrong.
    pub fn new(settings: &Notices) -> Result<Self, String> {
        let mail = match (&settings.smtp_url, &settings.mail_from) {
            (Some(url), Some(from)) => Some(Mail::new(url, from)?),
            (None, None) => None,
            _ => return Err("smtp_url and mail_from belong together".into()),
        };
        Ok(Self { mail, webhooks: Webhooks::new(settings.allow_private_webhooks) })
    }

    fn carry(&self, collector: &Collector, due: &DueNotice, now_ms: i64) -> Result<(), String> {
        let notice: Value = serde_json::from_str(&due.body).unwrap_or_default();
        if due.kind == "webhook" {
            let secret = collector.webhook_key.secret(&due.nonce);
            return self.webhooks.send(&due.address, &secret, due.id, &due.body, now_ms);
        }
        let mail = self.mail.as_ref().ok_or("this server has no smtp_url")?;
        mail.send(&due.address, &notice, collector.public_url().unwrap_or_default())
    }
}

/// Looks and sends until the process ends.
pub fn start(collector: Arc<Collector>, courier: Courier) -> std::io::Result<()> {
    std::thread::Builder::new().name("notices".into()).spawn(move || {
        loop {
            match pass(&collector, &courier, now_ms()) {
                Ok(()) => {}
                Err(NoticeError::Control(ControlError::Stopped)) => return,
                Err(error) => tracing::warn!(%error, "notices are put off"),
            }
            collector.notices_wanted.wait(PAUSE);
        }
    })?;
    Ok(())
}

/// Looks once, and sends what is due. Blocks.
pub fn pass(collector: &Collector, courier: &Courier, now_ms: i64) -> Result<(), NoticeError> {
    for site in collector.sites() {
        look(collector, &site, now_ms)?;
    }
    let due = collector.readers.read(|reading| reading.due_notices(now_ms, SENT_TOGETHER))?;
    let is_any = !due.is_empty();
    for due in due {
        let sent = courier.carry(collector, &due, now_ms);
        collector.metrics.noticed(sent.is_ok());
        if let Err(error) = &sent {
            tracing::warn!(error, id = due.id, "a notice could not be sent");
        }
        let (id, attempts) = (due.id, due.attempts);
        control::run(collector, move |store| {
            let (sent_at_ms, next_at_ms, error) = match sent {
                Ok(()) => (Some(now_ms), None, String::new()),
                Err(error) => (None, again_at_ms(attempts, now_ms), error),
            };
            store.tried_notice(id, sent_at_ms, next_at_ms, &error)
        })?;
    }
    if is_any {
        control::run(collector, move |store| store.prune_notices(now_ms - KEPT_MS))?;
    }
    Ok(())
}

/// `attempts`: before the one that just failed.
fn again_at_ms(attempts: i64, now_ms: i64) -> Option<i64> {
    let minutes = AGAIN_AFTER_MIN.get(usize::try_from(attempts).ok()?)?;
    Some(now_ms + minutes * MINUTE_MS)
}

/// What is to be told of a site, written down.
fn look(collector: &Collector, site: &Site, now_ms: i64) -> Result<(), NoticeError> {
    let tellings = collector.readers.read(|reading| {
        let rules = reading.notice_rules(site.id)?;
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let facts = Facts::read(reading, site, now_ms)?;
        let mut tellings = Vec::new();
        for NoticeRule { rule, threshold, told } in rules {
            let Some(rule) = Rule::parse(&rule) else { continue };
            if rule == Rule::WeeklySummary {
                let Some(monday) = rules::summary_due(told, facts.today, facts.hour_of_day) else {
                    continue;
                };
                let data = summary::of_week_before(reading, site, monday, now_ms)?;
                let body = notice("summary", rule.name(), site, now_ms, now_ms, &data);
                tellings.push(telling(site, rule, told, Some(monday), body));
                continue;
            }
            match rules::step(told, rules::find(rule, threshold, &facts)) {
                Step::Nothing => {}
                Step::Alert { since_ms, data } => {
                    let body = notice("alert", rule.name(), site, since_ms, now_ms, &data);
                    tellings.push(telling(site, rule, told, Some(since_ms), body));
                }
                Step::Recovered { since_ms } => {
                    let body = notice("recovered", rule.name(), site, since_ms, now_ms, &json!({}));
                    tellings.push(telling(site, rule, told, None, body));
                }
            }
        }
        Ok::<_, NoticeError>(tellings)
    })?;
    for telling in tellings {
        control::run(collector, move |store| store.tell(&telling, now_ms))?;
    }
    Ok(())
}

fn telling(
    site: &Site,
    rule: Rule,
    before: Option<i64>,
    now: Option<i64>,
    body: String,
) -> Telling {
    Telling { site_id: site.id, rule: rule.name(), before, now, body }
}

/// To see whether it arrives.
pub fn test_notice(site: &Site, now_ms: i64) -> String {
    notice("test", "test", site, now_ms, now_ms, &json!({}))
}

fn notice(kind: &str, rule: &str, site: &Site, since_ms: i64, now_ms: i64, data: &Value) -> String {
    let notice = json!({
        "kind": kind,
        "rule": rule,
        "site": { "id": site.key, "name": site.name },
        "since": site.time_text(since_ms),
        "at": site.time_text(now_ms),
        "data": data,
    });
    notice.to_string()
}
