//! Customers: orders of the past that are imported, what the models of lifetime value make of them beside published
//! figures, and every other number about customers beside a plain model.

#[path = "customers/agreement.rs"]
mod agreement;
#[path = "customers/attribution.rs"]
mod attribution;
#[path = "customers/cdnow.rs"]
mod cdnow;
#[path = "customers/history.rs"]
mod history;
#[path = "customers/import.rs"]
mod import;
#[path = "customers/lifetime_value.rs"]
mod lifetime_value;
#[path = "customers/model.rs"]
mod model;
#[path = "customers/visits.rs"]
mod visits;
