//! The wire: what was once sent is believed for ever in the same way, and what is believed survives the way.

#[path = "wire/agreement.rs"]
mod agreement;
#[path = "wire/generator.rs"]
mod generator;
#[path = "wire/golden.rs"]
mod golden;
#[path = "wire/properties.rs"]
mod properties;
