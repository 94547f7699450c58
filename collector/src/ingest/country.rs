//! The country of a time zone: coarse on purpose, and without an IP.

use std::sync::LazyLock;

static COUNTRIES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("time_zones.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

/// ISO 3166, or empty when the zone is none of a country's.
pub(super) fn country_of(time_zone: &str) -> &'static str {
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
            assert_eq!(country_of(zone), country, "{zone}");
        }
    }
}
