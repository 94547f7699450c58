use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Simulation {
    pub site: String,
    pub days: u32,
    pub sessions_per_day: u32,
    pub seed: u64,
}
pub fn run(
    _: &crate::collector::Collector,
    _: &Simulation,
    _: i64,
    _: &mut dyn FnMut(f64),
) -> Result<serde_json::Value, crate::control::ControlError> {
    Ok(serde_json::Value::Null)
}
