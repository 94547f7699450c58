//! `POST /v1/events` and the reports, as PRODUCT.md section 6 promises them: each status, each refusal by name.

#[path = "contract/batches.rs"]
mod batches;
#[path = "contract/doors.rs"]
mod doors;
#[path = "contract/full.rs"]
mod full;
#[path = "contract/reads.rs"]
mod reads;
