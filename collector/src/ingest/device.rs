//! The class of a device, from the user agent; nothing else of it is kept.

use serde::{Deserialize, Serialize};

/// Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Device {
    Desktop = 0,
    Mobile = 1,
    Tablet = 2,
}

impl Device {
    /// By the words that all browsers' user agents have kept while the rest was frozen.
    pub fn of(user_agent: &str) -> Self {
        let says = |word| user_agent.contains(word);
        if says("iPad") || says("Tablet") || (says("Android") && !says("Mobile")) {
            Device::Tablet
        } else if says("Mobi") || says("iPhone") {
            Device::Mobile
        } else {
            Device::Desktop
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_a_class() {
        let check = |agent, device| assert_eq!(Device::of(agent), device, "{agent}");
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
            Device::Desktop,
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148",
            Device::Mobile,
        );
        check(
            "Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Mobile Safari/537.36",
            Device::Mobile,
        );
        check("Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Safari/537.36", Device::Tablet);
        check("", Device::Desktop);
    }
}
