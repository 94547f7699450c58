//! Who a visitor is. In `anonymous` mode: 63 bits of a keyed hash of site, IP and user agent, under a salt that is drawn
//! anew each day and destroyed. Neither IP nor user agent is kept anywhere. With consent: a hash of site and the id that
//! the browser keeps; it is negative, so that a report can tell who is the same on another day.
//!
//! Yesterday's salt survives one session timeout, so that a session open at midnight goes on. Salts lie in a file of
//! their own, outside the database and every backup.

use std::fs;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// Who sent something, and whom an open session of the same browser may have begun as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorHashes {
    /// By the browser's own id, with consent.
    pub consented: Option<i64>,
    pub today: i64,
    /// Just after midnight.
    pub yesterday: Option<i64>,
}

impl VisitorHashes {
    pub fn anonymous(today: i64) -> Self {
        Self { consented: None, today, yesterday: None }
    }

    /// The same, of a browser whose visitor agreed to have an id there.
    #[must_use]
    pub fn known_by(self, site: &str, id: Option<u128>) -> Self {
        let hash = |id: u128| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&id.to_be_bytes()).update(site.as_bytes());
            first_bits(&hasher) | i64::MIN
        };
        Self { consented: id.map(hash), ..self }
    }

    /// Whose a session is that begins now.
    pub fn current(&self) -> i64 {
        self.consented.unwrap_or(self.today)
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Salt {
    /// Days since 1970, UTC.
    day: i64,
    key: [u8; 32],
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Salts {
    today: Salt,
    yesterday: Option<Salt>,
}

/// The salts in use. Asked for every request, changed once a day.
#[derive(Debug)]
pub struct Visitors {
    file: PathBuf,
    salts: Mutex<Salts>,
    /// How long yesterday's salt is kept.
    keep_ms: AtomicI64,
}

impl Visitors {
    /// Reads the salts in `data`, or draws the first.
    pub fn open(data: &Path, now_ms: i64, keep_ms: i64) -> std::io::Result<Self> {
        let file = data.join("salts.json");
        let read = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let salts = match read {
            Some(salts) => salts,
            None => {
                let salts = Salts { today: draw(now_ms)?, yesterday: None };
                save(&file, &salts)?;
                salts
            }
        };
        Ok(Self { file, salts: Mutex::new(salts), keep_ms: AtomicI64::new(keep_ms) })
    }

    /// The longest session may pause longer, or less long, from now on.
    pub fn keep_for(&self, keep_ms: i64) {
        self.keep_ms.store(keep_ms, Ordering::Relaxed);
    }

    pub fn hashes(
        &self,
        now_ms: i64,
        site: &str,
        ip: IpAddr,
        user_agent: &str,
    ) -> std::io::Result<VisitorHashes> {
        let salts = self.salts_at(now_ms)?;
        Ok(VisitorHashes {
            consented: None,
            today: hash(&salts.today, site, ip, user_agent),
            yesterday: salts.yesterday.map(|salt| hash(&salt, site, ip, user_agent)),
        })
    }

    /// The same for what happened on an earlier day and is told only now. Its hash has that day in it, so that whoever is
    /// in a history is a visitor of each day and not the same one on two of them. (The salt of then is gone.)
    pub fn hashes_of_past(
        &self,
        now_ms: i64,
        at_ms: i64,
        site: &str,
        ip: IpAddr,
        user_agent: &str,
    ) -> std::io::Result<VisitorHashes> {
        let salt = self.salts_at(now_ms)?.today;
        let of_day = |day: i64| hash(&salt, &format!("{site}/{day}"), ip, user_agent);
        let day = at_ms.div_euclid(DAY_MS);
        if day >= salt.day {
            return self.hashes(now_ms, site, ip, user_agent);
        }
        let goes_on = at_ms.rem_euclid(DAY_MS) <= self.keep_ms.load(Ordering::Relaxed);
        Ok(VisitorHashes {
            consented: None,
            today: of_day(day),
            yesterday: goes_on.then(|| of_day(day - 1)),
        })
    }

    fn salts_at(&self, now_ms: i64) -> std::io::Result<Salts> {
        let today = now_ms.div_euclid(DAY_MS);
        let mut salts = self.salts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = *salts;
        // A clock that is set back keeps the salt it has.
        if now.today.day < today {
            let yesterday = Some(now.today).filter(|salt| salt.day == today - 1);
            now = Salts { today: draw(now_ms)?, yesterday };
        }
        if now_ms.rem_euclid(DAY_MS) > self.keep_ms.load(Ordering::Relaxed) {
            now.yesterday = None;
        }
        if (now.today.day, now.yesterday.is_some()) != (salts.today.day, salts.yesterday.is_some())
        {
            // Used once it is on disk: after a crash, a visitor must not be somebody else.
            save(&self.file, &now)?;
            *salts = now;
        }
        Ok(now)
    }
}

/// Written over in place, so that an old salt does not lie on in another file, and without room of its own, so that a full
/// disk takes no salt away.
fn save(file: &Path, salts: &Salts) -> std::io::Result<()> {
    let text = serde_json::to_vec(salts)?;
    let mut file =
        fs::OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(file)?;
    file.write_all(&text)?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

fn draw(now_ms: i64) -> std::io::Result<Salt> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(std::io::Error::other)?;
    Ok(Salt { day: now_ms.div_euclid(DAY_MS), key })
}

fn hash(salt: &Salt, site: &str, ip: IpAddr, user_agent: &str) -> i64 {
    let mut hasher = blake3::Hasher::new_keyed(&salt.key);
    // Lengths first, so that no two visitors can be written the same way.
    // An IPv4 address is the same as the IPv6 one that stands for it.
    let ip = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    for part in [site.as_bytes(), &ip.octets(), user_agent.as_bytes()] {
        hasher.update(&part.len().to_le_bytes()).update(part);
    }
    first_bits(&hasher) & i64::MAX
}

fn first_bits(hasher: &blake3::Hasher) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    i64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 20_000 * DAY_MS + DAY_MS / 2;
    const HALF_AN_HOUR: i64 = 1_800_000;

    fn hashes(visitors: &Visitors, now_ms: i64, agent: &str) -> VisitorHashes {
        visitors.hashes(now_ms, "shop", "192.0.2.1".parse().unwrap(), agent).unwrap()
    }

    #[test]
    fn a_visitor_is_the_same_all_day_and_nobody_the_next() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        let today = hashes(&visitors, NOON, "a");
        assert_eq!(hashes(&visitors, NOON + 1000, "a"), today);
        assert_ne!(hashes(&visitors, NOON, "b").today, today.today);
        // A restart forgets nothing before midnight.
        let again = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        assert_eq!(hashes(&again, NOON, "a"), today);

        let just_after_midnight = NOON + DAY_MS / 2 + 60_000;
        let tomorrow = hashes(&again, just_after_midnight, "a");
        assert_ne!(tomorrow.today, today.today);
        assert_eq!(tomorrow.yesterday, Some(today.today), "an open session can go on");

        let after_the_timeout = just_after_midnight + HALF_AN_HOUR;
        assert_eq!(
            hashes(&again, after_the_timeout, "a").yesterday,
            None,
            "and then the salt is gone"
        );
        let stored = fs::read_to_string(data.path().join("salts.json")).unwrap();
        assert!(stored.contains("\"yesterday\":null"));
    }

    #[test]
    fn in_a_history_a_visitor_is_nobody_the_next_day_either() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        let ip = "192.0.2.1".parse().unwrap();
        let past = |at_ms| visitors.hashes_of_past(NOON, at_ms, "shop", ip, "a").unwrap();
        let last_year = NOON - 365 * DAY_MS;
        assert_eq!(past(last_year), past(last_year + 60_000));
        assert_ne!(past(last_year).today, past(last_year + DAY_MS).today);
        assert_ne!(past(last_year).today, hashes(&visitors, NOON, "a").today);
        let just_after_midnight = last_year + DAY_MS / 2;
        assert_eq!(past(just_after_midnight).yesterday, Some(past(last_year).today));
        assert_eq!(past(NOON - 1), hashes(&visitors, NOON, "a"), "today is no history");
    }

    #[test]
    fn a_clock_that_is_set_back_over_midnight_changes_nobody() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        let today = hashes(&visitors, NOON, "a");
        assert_eq!(hashes(&visitors, NOON - DAY_MS, "a").today, today.today);
        assert_eq!(hashes(&visitors, NOON, "a").today, today.today);
    }

    #[test]
    fn a_salt_that_cant_be_kept_is_not_used_and_the_next_that_can_is() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        let file = data.path().join("salts.json");
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        let tomorrow = NOON + DAY_MS;
        assert!(visitors.hashes(tomorrow, "shop", "192.0.2.1".parse().unwrap(), "a").is_err());
        fs::remove_dir(&file).unwrap();
        let kept = hashes(&visitors, tomorrow, "a");
        let restarted = Visitors::open(data.path(), tomorrow, HALF_AN_HOUR).unwrap();
        assert_eq!(hashes(&restarted, tomorrow, "a"), kept);
    }

    #[test]
    fn with_consent_a_visitor_is_the_same_for_a_site_on_any_day() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        let anonymous = hashes(&visitors, NOON, "a");
        let known = anonymous.known_by("shop", Some(7));
        assert_eq!((anonymous.current(), known.today), (anonymous.today, anonymous.today));
        assert_eq!(anonymous.known_by("shop", None), anonymous);
        let later = hashes(&visitors, NOON + 9 * DAY_MS, "b").known_by("shop", Some(7));
        assert_eq!(known.current(), later.current());
        assert_ne!(known.current(), anonymous.known_by("other", Some(7)).current());
        assert_ne!(known.current(), anonymous.known_by("shop", Some(8)).current());
        assert!(known.current() < 0 && anonymous.current() >= 0, "a report can tell them apart");
    }

    #[test]
    fn after_days_without_a_visitor_no_old_salt_is_left() {
        let data = tempfile::tempdir().unwrap();
        let visitors = Visitors::open(data.path(), NOON, HALF_AN_HOUR).unwrap();
        assert_eq!(hashes(&visitors, NOON + 3 * DAY_MS - DAY_MS / 2, "a").yesterday, None);
    }
}
