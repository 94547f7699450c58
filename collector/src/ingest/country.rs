//! The country of a time zone: coarse on purpose, and without an IP.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// ISO 3166, or none.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country([u8; 2]);

impl Country {
    /// `None` for what is no two letters.
    pub fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 2] = code.as_bytes().try_into().ok()?;
        letters.is_ascii().then_some(Self(letters))
    }

    /// Of an IANA time zone; none when the zone is none of a country's.
    pub(super) fn of(time_zone: &str) -> Self {
        Self::parse(country_of(time_zone)).unwrap_or_default()
    }

    /// Empty when there is none.
    pub fn as_str(&self) -> &str {
        if *self == Self::default() { "" } else { str::from_utf8(&self.0).unwrap_or_default() }
    }
}

static COUNTRIES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("time_zones.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

fn country_of(time_zone: &str) -> &'static str {
    let found = COUNTRIES.binary_search_by_key(&time_zone, |(zone, _)| zone);
    found.ok().and_then(|index| COUNTRIES.get(index)).map_or("", |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_old_and_new_have_their_country() {
        assert!(COUNTRIES.is_sorted());
        for (zone, country) in [
            ("Europe/Paris", "FR"),
            ("Asia/Calcutta", "IN"),
            ("Europe/Kiev", "UA"),
            ("UTC", ""),
            ("", ""),
        ] {
            assert_eq!(Country::of(zone).as_str(), country, "{zone}");
        }
    }
}
