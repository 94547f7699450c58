//! BG/NBD: while a customer is alive they buy at a rate of their own (gamma: `r`, `alpha`, in weeks), and after each
//! repeat purchase they are gone with a probability of their own (beta: `a`, `b`).

use serde_json::Value;
use statrs::function::gamma::{digamma, ln_gamma};

use super::fit::{Fit, Likelihood, most_likely};
use super::purchases::{Purchases, WEEK_DAYS};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BgNbd {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

impl BgNbd {
    /// On all customers, equal ones side by side.
    pub(super) fn fitted(all: &[Purchases]) -> Option<Fit<4>> {
        let groups: Vec<Group> = all
            .chunk_by(Purchases::is_like)
            .filter_map(|alike| Some(Group { of: *alike.first()?, customers: alike.len() as f64 }))
            .collect();
        // Where the model is a shop like any other, at the pace of this one.
        let weeks: f64 = all.iter().map(Purchases::age_weeks).sum();
        let repeats: f64 = all.iter().map(Purchases::repeated).sum();
        let start = [1.0, (weeks / repeats).clamp(0.1, 1_000.0), 1.0, 2.0];
        most_likely(start, |at| Self::of(at).likelihood(&groups))
    }

    pub(super) fn of(&[r, alpha, a, b]: &[f64; 4]) -> Self {
        Self { r, alpha, a, b }
    }

    pub(super) fn said(&self) -> Value {
        let Self { r, alpha, a, b } = *self;
        super::said("BG/NBD", [("r", r), ("alpha", alpha), ("a", a), ("b", b)])
    }

    /// Mean over the customers.
    fn likelihood(&self, groups: &[Group]) -> Likelihood<4> {
        let Self { r, alpha, a, b } = *self;
        // What depends on one number alone is worked out once for each.
        let most = |of: fn(&Group) -> i64| groups.iter().map(of).max().unwrap_or(0);
        let by_repeats: Vec<OfRepeats> =
            (0..=most(|group| group.of.repeats())).map(|x| self.of_repeats(x as f64)).collect();
        let by_days: Vec<f64> = (0..=most(|group| group.of.age_days()))
            .map(|days| (alpha + days as f64 / WEEK_DAYS).ln())
            .collect();
        let (mut height, mut slope, mut customers) = (0.0, [0.0; 4], 0.0);
        for Group { of, customers: alike } in groups {
            let x = of.repeated();
            let (Some(known), Some(ln_age), Some(ln_recency)) = (
                by_repeats.get(of.repeats() as usize),
                by_days.get(of.age_days() as usize),
                by_days.get(of.recency_days() as usize),
            ) else {
                continue;
            };
            // Alive, or gone with the last purchase.
            let alive = -(r + x) * ln_age;
            let gone = known.gone - (r + x) * ln_recency;
            let either = alive.max(gone) + (-(alive - gone).abs()).exp().ln_1p();
            let (alive, gone) = ((alive - either).exp(), (gone - either).exp());
            height += alike * (known.height + either);
            let [by_r, by_a, by_b] = known.slope;
            let ages = alive / (alpha + of.age_weeks()) + gone / (alpha + of.recency_weeks());
            let by_b_gone = if x > 0.0 { gone / (b + x - 1.0) } else { 0.0 };
            slope[0] += alike * (by_r - alive * ln_age - gone * ln_recency);
            slope[1] += alike * (r / alpha - (r + x) * ages);
            slope[2] += alike * (by_a + gone / a);
            slope[3] += alike * (by_b - by_b_gone);
            customers += alike;
        }
        (height / customers, slope.map(|slope| slope / customers))
    }

    fn of_repeats(&self, x: f64) -> OfRepeats {
        let Self { r, alpha, a, b } = *self;
        let height = ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln() + ln_gamma(b + x)
            - ln_gamma(a + b + x)
            + ln_gamma(a + b)
            - ln_gamma(b);
        let by_a = digamma(a + b) - digamma(a + b + x);
        OfRepeats {
            height,
            gone: if x > 0.0 { a.ln() - (b + x - 1.0).ln() } else { f64::NEG_INFINITY },
            slope: [
                digamma(r + x) - digamma(r) + alpha.ln(),
                by_a,
                by_a + digamma(b + x) - digamma(b),
            ],
        }
    }

    /// Who never came back has had no occasion to be gone.
    pub(super) fn p_alive(&self, of: &Purchases) -> f64 {
        let Self { r, alpha, a, b } = *self;
        let x = of.repeated();
        if x == 0.0 {
            return 1.0;
        }
        let waited = ((alpha + of.age_weeks()) / (alpha + of.recency_weeks())).ln();
        1.0 / (1.0 + a / (b + x - 1.0) * ((r + x) * waited).exp())
    }

    /// Purchases that are expected of a customer within some weeks from now, if they are alive.
    ///
    /// The published form, ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z), by Euler's transformation: its series has
    /// shrinking terms also for a new customer, whose z is nearly 1.
    pub(super) fn purchases_if_alive(&self, repeats: f64, age_weeks: f64, weeks: f64) -> f64 {
        let Self { r, alpha, b, .. } = *self;
        // At 1 the expression is 0 / 0, and what it comes to there is what it is beside it.
        let a = if (self.a - 1.0).abs() < 1e-6 { 1.0 + 1e-6 } else { self.a };
        let z = weeks / (alpha + age_weeks + weeks);
        let c = a + b + repeats - 1.0;
        let series = hypergeometric(a + b - 1.0 - r, a - 1.0, c, z);
        c / (a - 1.0) * (1.0 - (1.0 - z).powf(a - 1.0) * series)
    }

    /// Of a customer whom nobody knows yet, after their first purchase.
    pub(super) fn purchases_of_new(&self, weeks: f64) -> f64 {
        self.purchases_if_alive(0.0, 0.0, weeks)
    }

    pub(super) fn purchases(&self, of: &Purchases, weeks: f64) -> f64 {
        self.p_alive(of) * self.purchases_if_alive(of.repeated(), of.age_weeks(), weeks)
    }
}

struct Group {
    of: Purchases,
    customers: f64,
}

/// What the likelihood has of a number of repeat purchases.
struct OfRepeats {
    height: f64,
    /// Logarithm of how much likelier than staying it was to be gone with the last purchase, but for the time since.
    gone: f64,
    /// By r, a, b.
    slope: [f64; 3],
}

/// No more terms are asked of a series; those of real shops end after a hundred.
const MAX_TERMS: u32 = 100_000;

/// Gauss' ₂F₁ for 0 ≤ z < 1 by its series. No kept crate has it.
fn hypergeometric(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in (0..MAX_TERMS).map(f64::from) {
        let ratio = (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
        term *= ratio;
        sum += term;
        if ratio.abs() < 1.0 && term.abs() <= 1e-15 * f64::abs(sum) {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published for the 2,357 customers of CDNOW.
    const CDNOW: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 0.01 * expected.abs(), "{found}, not {expected}");
    }

    #[test]
    fn the_series_is_that_of_functions_with_names() {
        // −ln(1 − z) / z, and (1 − z)^−a.
        check(hypergeometric(1.0, 1.0, 2.0, 0.5), 2f64.ln() / 0.5);
        check(hypergeometric(0.3, 7.0, 7.0, 0.9), 0.1f64.powf(-0.3));
        assert_eq!(hypergeometric(0.0, 3.0, 2.0, 0.7), 1.0);
    }

    /// Fader, Hardie, Lee: Implementing the BG/NBD Model for Customer Base Analysis in Excel (2005).
    #[test]
    fn expected_purchases_are_the_published_ones() {
        for (weeks, expected) in
            [(0.1429, 0.0078), (1.0, 0.0532), (3.0, 0.1506), (31.8571, 1.0405), (78.0, 1.8576)]
        {
            check(CDNOW.purchases_of_new(weeks), expected);
        }
        // The note's customer with two repeats, the last after 30.43 of 38.86 weeks, in the next 39.
        check(CDNOW.purchases(&Purchases::new(2, 213, 272, 0.0), 39.0), 1.226);
    }

    #[test]
    fn who_never_came_back_may_and_who_came_often_and_stays_away_is_gone() {
        let alive =
            |repeats, recency, age| CDNOW.p_alive(&Purchases::new(repeats, recency, age, 0.0));
        assert_eq!(alive(0, 0, 272), 1.0);
        check(alive(2, 213, 272), 0.7266);
        assert!(alive(20, 60, 272) < 0.001, "{}", alive(20, 60, 272));
        assert!(alive(20, 270, 272) > 0.9, "{}", alive(20, 270, 272));
    }

    #[test]
    fn the_slope_is_that_of_the_height() {
        let shop = [(0, 0, 70, 9.0), (1, 14, 60, 3.0), (4, 41, 42, 2.0), (9, 30, 200, 1.0)];
        let groups = shop.map(|(repeats, recency, age, customers)| Group {
            of: Purchases::new(repeats, recency, age, 0.0),
            customers,
        });
        let at = [0.7, 3.1, 1.4, 2.9];
        let (_, slope) = BgNbd::of(&at).likelihood(&groups);
        for place in 0..4 {
            let height = |by: f64| {
                let mut near = at;
                near[place] += by;
                BgNbd::of(&near).likelihood(&groups).0
            };
            let expected = (height(1e-5) - height(-1e-5)) / 2e-5;
            assert!((slope[place] - expected).abs() < 1e-7, "{place}: {slope:?}, {expected}");
        }
    }
}
