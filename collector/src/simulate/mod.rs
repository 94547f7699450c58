//! `footfall simulate`: a realistic history through the real write path, and the totals that the reports must show.
//!
//! The shoppers ([`visit`]) write the same JSON a tracker sends; it is believed by the same door and stored by the same
//! writer, with the simulated moment as the time of receipt. Beside it, [`totals`] adds up in the plainest way what
//! they did. Nothing here reads the database.

mod customers;
mod shop;
mod totals;
mod visit;
mod wire;

use std::collections::{BTreeMap, VecDeque};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot::Receiver;

use self::shop::Catalogue;
use self::totals::Totals;
use self::visit::{Sent, Shoppers};
use crate::collector::Collector;
use crate::control::ControlError;
use crate::ingest::{Arrival, Device, VisitorHashes, believe};
use crate::site::{Day, date_of};

/// Requests that wait for their commit at a time: enough to share each sync among many.
const IN_FLIGHT: usize = 512;

/// What to simulate. It ends with yesterday, in the site's time zone. The same seed writes the same history; its orders
/// carry the seed in their ids, so a second run with it into the same site adds no order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Simulation {
    pub site: String,
    pub days: u32,
    pub sessions_per_day: u32,
    pub seed: u64,
}

/// Writes the history and returns its totals: the ids of `overview` with their values, and `products` and `funnel`.
pub fn run(
    collector: &Collector,
    simulation: &Simulation,
    now_ms: i64,
    progress: &mut dyn FnMut(f64),
) -> Result<Value, ControlError> {
    let key = &simulation.site;
    let site = collector
        .site(key)
        .ok_or_else(|| ControlError::Invalid(format!("there is no site {key}")))?;
    let last = site.day_of(now_ms) - 1;
    let first = last + 1 - Day::from(simulation.days);
    let mut shoppers = Shoppers {
        random: ChaCha8Rng::seed_from_u64(simulation.seed),
        catalogue: Catalogue::new(site.currency.exponent()),
        totals: Totals::new(&site),
        site: &site,
        seed: simulation.seed,
        orders: 0,
        customers: 0,
        refunds: BTreeMap::new(),
        last,
    };
    let mut writing = VecDeque::new();
    for day in first..=last {
        let sessions = sessions_on(day, simulation.sessions_per_day, &mut shoppers.random);
        let mut sent = shoppers.day(day, sessions);
        sent.sort_by_key(|sent| sent.received_at_ms);
        for Sent { received_at_ms, visitor, device, body } in sent {
            let parsed = believe(body.as_bytes(), received_at_ms).map_err(|refusal| {
                ControlError::Invalid(format!("simulated batch: {refusal:?}"))
            })?;
            if let Some((_, refusal)) = parsed.refused.first() {
                return Err(ControlError::Invalid(format!("simulated event: {refusal:?}")));
            }
            let visitor = VisitorHashes::anonymous(visitor);
            let arrival = Arrival::new(
                site.clone(),
                received_at_ms,
                visitor,
                device,
                parsed,
                &collector.customers,
            );
            if writing.len() == IN_FLIGHT {
                wait(&mut writing)?;
            }
            let stored = collector.queue.store(&arrival).map_err(|_| ControlError::Stopped)?;
            writing.push_back(stored);
        }
        progress((day - first + 1) as f64 / f64::from(simulation.days));
    }
    while !writing.is_empty() {
        wait(&mut writing)?;
    }
    let date = |day| date_of(day).map_or_else(String::new, |date| date.to_string());
    Ok(shoppers.totals.json(&date(first), &date(last)))
}

fn wait(writing: &mut VecDeque<Receiver<Result<(), ()>>>) -> Result<(), ControlError> {
    match writing.pop_front().map(Receiver::blocking_recv) {
        None | Some(Ok(Ok(()))) => Ok(()),
        Some(_) => Err(ControlError::Stopped),
    }
}

/// Shops are busiest at the end of the week and before Christmas.
fn sessions_on(day: Day, mean: u32, random: &mut ChaCha8Rng) -> usize {
    // 1970-01-01 was a Thursday.
    let of_week = [1.05, 1.1, 1.15, 1.2, 0.9, 0.8, 0.8][day.rem_euclid(7) as usize];
    (f64::from(mean) * of_week * random.random_range(0.85..1.15)).round().max(1.0) as usize
}

/// Devices as shops see them.
fn device(random: &mut ChaCha8Rng) -> Device {
    match random.random_range(0..100) {
        0..58 => Device::Mobile,
        58..94 => Device::Desktop,
        _ => Device::Tablet,
    }
}
