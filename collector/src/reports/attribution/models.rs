//! How an order's revenue is shared among the touches before it.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// All to the last touch that is not direct; to the last one where all are. What GA4 calls last click.
    LastNonDirect,
    First,
    /// The same to each.
    Linear,
    /// Half as much for each seven days before the order.
    TimeDecay,
    /// 40 % to the first and to the last, 20 % among those between; of two, half to each.
    Position,
}

/// The default first.
pub(super) const MODELS: [Model; 5] =
    [Model::LastNonDirect, Model::First, Model::Linear, Model::TimeDecay, Model::Position];

const HALF_LIFE_MS: f64 = 7.0 * 86_400_000.0;
/// The weight of a touch at the moment of the order: weights are whole numbers, so that shares are exact.
const WHOLE: f64 = (1u64 << 40) as f64;

impl Model {
    pub(super) fn id(self) -> &'static str {
        match self {
            Model::LastNonDirect => "last_non_direct",
            Model::First => "first",
            Model::Linear => "linear",
            Model::TimeDecay => "time_decay",
            Model::Position => "position",
        }
    }

    /// Of each touch, by time; how long before the order it was, and whether it was direct. At least one is above 0.
    pub(super) fn weights(self, touches: &[(i64, bool)]) -> Vec<i64> {
        let count = touches.len();
        let only = |place: usize| (0..count).map(|other| i64::from(other == place)).collect();
        match self {
            Model::LastNonDirect => {
                let last = touches.iter().rposition(|(_, is_direct)| !is_direct);
                only(last.unwrap_or(count.saturating_sub(1)))
            }
            Model::First => only(0),
            Model::Linear => vec![1; count],
            Model::TimeDecay => touches
                .iter()
                .map(|(before_ms, _)| {
                    let weight = WHOLE * (-(*before_ms as f64) / HALF_LIFE_MS).exp2();
                    // Of a look-back of a year the first day has two millionths of a millionth: not nothing.
                    (weight.round() as i64).max(1)
                })
                .collect(),
            Model::Position if count <= 2 => vec![1; count],
            Model::Position => {
                let between = (count - 2) as i64;
                let ends = |place| place == 0 || place == count - 1;
                (0..count).map(|place| if ends(place) { 2 * between } else { 1 }).collect()
            }
        }
    }
}

/// Shares by weight that add up to the amount: what rounding down leaves goes to those who lost most by it, of equals to the
/// first.
pub(super) fn shares(minor: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().copied().map(i128::from).sum();
    if all == 0 {
        return vec![0; weights.len()];
    }
    let magnitude = i128::from(minor.unsigned_abs());
    let exact: Vec<i128> = weights.iter().map(|weight| magnitude * i128::from(*weight)).collect();
    let mut shares: Vec<i128> = exact.iter().map(|exact| exact / all).collect();
    let left = (magnitude - shares.iter().sum::<i128>()) as usize;
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(exact.get(*place).map(|exact| exact % all)));
    for place in places.into_iter().take(left) {
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
        }
    }
    shares.into_iter().map(|share| share as i64 * minor.signum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn each_model_weighs_the_touches_its_own_way() {
        let check = |model: Model, touches: &[(i64, bool)], expected: &[i64]| {
            assert_eq!(model.weights(touches), expected, "{model:?} {touches:?}");
        };
        let way = [(14 * DAY_MS, false), (7 * DAY_MS, false), (2, true), (0, true)];
        check(Model::LastNonDirect, &way, &[0, 1, 0, 0]);
        check(Model::LastNonDirect, &way[2..], &[0, 1]);
        check(Model::First, &way, &[1, 0, 0, 0]);
        check(Model::Linear, &way, &[1, 1, 1, 1]);
        check(Model::Position, &way, &[4, 1, 1, 4]);
        check(Model::Position, &way[1..], &[2, 1, 2]);
        check(Model::Position, &way[2..], &[1, 1]);
        check(Model::Position, &way[3..], &[1]);
        let whole = 1 << 40;
        check(Model::TimeDecay, &way[..2], &[whole / 4, whole / 2]);
        check(Model::TimeDecay, &way[3..], &[whole]);
        check(Model::TimeDecay, &[(3_650 * DAY_MS, false)], &[1]);
    }

    #[test]
    fn shares_add_up_to_the_amount_and_what_is_left_goes_to_who_lost_most() {
        let check = |minor: i64, weights: &[i64], expected: &[i64]| {
            assert_eq!(shares(minor, weights), expected, "{minor} by {weights:?}");
            assert_eq!(expected.iter().sum::<i64>(), minor);
        };
        check(100, &[1], &[100]);
        check(100, &[1, 1, 1], &[34, 33, 33]);
        check(101, &[1, 1, 1], &[34, 34, 33]);
        check(100, &[4, 1, 1, 4], &[40, 10, 10, 40]);
        check(1, &[1, 2, 2], &[0, 1, 0]);
        check(-100, &[1, 1, 1], &[-34, -33, -33]);
        check(0, &[3, 1], &[0, 0]);
        check(10_000_000_000_000, &[1 << 40, 1], &[9_999_999_999_991, 9]);
    }
}
