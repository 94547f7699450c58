//! What both ends of Footfall believe.
//!
//! Compiled to Wasm for the shop's page and natively for the collector, so that a shopper's browser and the
//! server give the same answer to "is this an event, and what does it say?" (promise P6).
//!
//! The way of one event: [`raw::Raw`] (whatever the shop or the wire said) → [`Event::parse`] (believed, scrubbed,
//! in exact numbers) → JSON (`Serialize`) → [`raw::Raw`] again → [`Batch::parse`] in the collector, by the same code.
//!
//! Absent here: a clock, I/O, randomness, floats. Everything added to this crate costs bytes in every shop.

pub mod batch;
pub mod call;
mod calls;
mod dialect;
pub mod event;
pub mod ga4;
pub mod json;
pub mod limits;
pub mod money;
mod numbers;
pub mod order;
mod paq;
mod products;
pub mod raw;
pub mod refusal;
pub mod scrub;
pub mod texts;
mod tokens;
mod ua;
mod writing;

pub use batch::{Batch, Page, ParsedBatch};
pub use event::{Event, EventName, Item};
pub use money::{Currency, Decimal, Money};
pub use raw::Raw;
pub use refusal::{Reason, Refusal};
