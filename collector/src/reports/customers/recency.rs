//! Recency, frequency and monetary value: quintiles among all customers, and the group that a pair of them is called.

use super::Customer;

/// 5 is best: the latest orders, the most of them, the most revenue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scores {
    pub(super) recency: u8,
    pub(super) frequency: u8,
    pub(super) monetary: u8,
}

/// Of each customer, in their order.
pub(super) fn scores(customers: &[Customer]) -> Vec<Scores> {
    let of = |value: fn(&Customer) -> i64| quintiles(customers.iter().map(value).collect());
    let recency = of(|customer| customer.last_day());
    let frequency = of(|customer| customer.orders().len() as i64);
    let monetary = of(|customer| customer.net_minor());
    let all = recency.into_iter().zip(frequency).zip(monetary);
    all.map(|((recency, frequency), monetary)| Scores { recency, frequency, monetary }).collect()
}

/// 1 to 5 by the share of values that are smaller: below a fifth 1, below two fifths 2, and so on. Equal values get equal
/// scores, so where many are equal some scores are nobody's.
fn quintiles(values: Vec<i64>) -> Vec<u8> {
    let mut sorted = values.clone();
    sorted.sort_unstable();
    let score = |value: i64| {
        let smaller = sorted.partition_point(|other| *other < value);
        1 + (5 * smaller / sorted.len()) as u8
    };
    values.into_iter().map(score).collect()
}

/// Names by recency (rows, 1 first) and frequency (columns), as the trade uses them.
const GROUPS: [[&str; 5]; 5] = [
    ["hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"],
    ["hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"],
    ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"],
    ["promising", "potential_loyal", "potential_loyal", "loyal", "loyal"],
    ["new", "potential_loyal", "potential_loyal", "champions", "champions"],
];

/// All groups, from the best to the lost.
pub(super) const GROUP_NAMES: [&str; 10] = [
    "champions",
    "loyal",
    "potential_loyal",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "hibernating",
];

impl Scores {
    pub(super) fn group(self) -> &'static str {
        let row = GROUPS.get(usize::from(self.recency) - 1);
        row.and_then(|row| row.get(usize::from(self.frequency) - 1)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quintile_is_the_share_of_smaller_values_and_equal_values_are_equal() {
        let check = |values: &[i64], expected: &[u8]| {
            assert_eq!(quintiles(values.to_vec()), expected, "{values:?}");
        };
        check(&[], &[]);
        check(&[7], &[1]);
        check(&[7, 7, 7], &[1, 1, 1]);
        check(&[50, 10, 30, 20, 40], &[5, 1, 3, 2, 4]);
        check(&[1, 1, 1, 1, 9], &[1, 1, 1, 1, 5]);
        check(&[1, 1, 1, 2, 2], &[1, 1, 1, 4, 4]);
        check(&[-3, 0, 0, 0, 0, 0, 0, 0, 0, 4], &[1, 1, 1, 1, 1, 1, 1, 1, 1, 5]);
        check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &[1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn every_pair_of_scores_has_a_name_that_is_listed() {
        for (recency, row) in (1..).zip(GROUPS) {
            for (frequency, name) in (1..).zip(row) {
                let scores = Scores { recency, frequency, monetary: 1 };
                assert_eq!(scores.group(), name);
                assert!(GROUP_NAMES.contains(&name), "{name}");
            }
        }
        for name in GROUP_NAMES {
            assert!(GROUPS.iter().flatten().any(|known| *known == name), "{name}");
        }
    }
}
