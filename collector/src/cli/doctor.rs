//! `doctor`: what is wrong with the data, and what to do about it. Fails when something is.

use std::fmt::Display;
use std::path::Path;

use super::commands::Outcome;
use crate::collector::{DataLock, now_ms};
use crate::store::Condition;

/// Refusals of the last days that are listed.
const DROPS_DAYS: i64 = 30;
/// Below this a busy shop fills the disk within hours.
const LITTLE_FREE_BYTES: u64 = 256 << 20;
/// The log begins anew at 128 MiB: one that is this long is kept from it, by a reader that never ends.
const LONG_LOG_BYTES: u64 = 1 << 30;

#[derive(Default)]
struct Findings {
    wrong: u32,
}

impl Findings {
    fn tell(&mut self, fine: bool, what: &str, words: impl Display) {
        self.wrong += u32::from(!fine);
        println!("{}\t{what}\t{words}", if fine { "ok" } else { "WRONG" });
    }
}

pub(super) fn examine(data: &Path) -> Outcome {
    if !data.is_dir() {
        return Err(format!("there is no {}", data.display()).into());
    }
    let mut findings = Findings::default();
    let runs = DataLock::take(data)?.is_none();
    findings.tell(true, "server", if runs { "runs" } else { "does not run" });
    let today = now_ms().div_euclid(86_400_000);
    match Condition::read(data, today - DROPS_DAYS) {
        Ok(Some(condition)) => tell_condition(&mut findings, &condition),
        Ok(None) => findings.tell(true, "database", "there is none yet"),
        Err(error) => findings.tell(
            false,
            "database",
            format_args!("{error}: put a backup in its place with `footfall restore FILE`"),
        ),
    }
    let disk = rustix::fs::statvfs(data)?;
    let free = disk.f_bavail * disk.f_frsize;
    findings.tell(free >= LITTLE_FREE_BYTES, "disk", format_args!("{} MB free", mb(free)));
    match findings.wrong {
        0 => Ok(()),
        1 => Err("one thing is wrong".into()),
        wrong => Err(format!("{wrong} things are wrong").into()),
    }
}

fn tell_condition(findings: &mut Findings, condition: &Condition) {
    let Condition { schema, latest_schema, database_bytes, unused_bytes, log_bytes, .. } =
        condition;
    let words = match schema {
        schema if schema > latest_schema => {
            format!("{schema}, of a newer version; this one knows up to {latest_schema}")
        }
        schema if schema < latest_schema => {
            format!("{schema}; the next start of a server makes it {latest_schema}")
        }
        schema => schema.to_string(),
    };
    findings.tell(schema <= latest_schema, "schema", words);
    match condition.faults.as_slice() {
        [] => findings.tell(true, "integrity", "whole"),
        faults => {
            for fault in faults {
                findings.tell(false, "integrity", fault);
            }
        }
    }
    let (size, unused) = (mb(*database_bytes), mb(*unused_bytes));
    findings.tell(true, "size", format_args!("{size} MB, {unused} MB of it unused"));
    findings.tell(*log_bytes < LONG_LOG_BYTES, "log", format_args!("{} MB", mb(*log_bytes)));
    for (reason, count) in &condition.drops {
        findings.tell(true, "drops", format_args!("{count} {reason} in {DROPS_DAYS} days"));
    }
}

fn mb(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
