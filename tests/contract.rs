//! `POST /v1/events` and the reports, as PRODUCT.md section 6 promises them: each status, each refusal by name.

#[path = "contract/batches.rs"]
mod batches;
#[path = "contract/check.rs"]
mod check;
#[path = "contract/doors.rs"]
mod doors;
#[path = "contract/full.rs"]
mod full;
#[path = "contract/pixel.rs"]
mod pixel;
#[path = "contract/raw_form.rs"]
mod raw_form;
#[path = "contract/reads.rs"]
mod reads;
#[path = "contract/scripts.rs"]
mod scripts;
