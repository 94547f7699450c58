//! Gamma-Gamma: what a customer spends varies about a mean of their own, which differs between customers (`p`, `q`, `v`,
//! in units of the currency), and has nothing to do with how often they buy.

use serde_json::Value;
use statrs::function::gamma::{digamma, ln_gamma};

use super::fit::{Fit, Likelihood, most_likely};
use super::purchases::Purchases;
use super::{MIN_REPEAT_CUSTOMERS, Missing};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GammaGamma {
    pub(super) p: f64,
    pub(super) q: f64,
    pub(super) v: f64,
}

/// How many times a customer came back, and for how much.
struct Spender {
    repeats: f64,
    mean: f64,
    ln_mean: f64,
}

impl GammaGamma {
    /// On those who came back and left something.
    pub(super) fn fitted(all: &[Purchases]) -> Result<Fit<3>, Missing> {
        let spenders: Vec<Spender> = all.iter().filter_map(Spender::of).collect();
        if spenders.len() < MIN_REPEAT_CUSTOMERS {
            return Err(Missing::TooFewRepeatCustomers);
        }
        let mean = spenders.iter().map(|one| one.mean).sum::<f64>() / spenders.len() as f64;
        // Its mean is p v / (q − 1).
        let start = [2.0, 3.0, mean];
        let fit = most_likely(start, |at| Self::of(at).likelihood(&spenders));
        let fit = fit.ok_or(Missing::SpendNotFitted)?;
        if Self::of(&fit.parameters).q > 1.0 { Ok(fit) } else { Err(Missing::SpendHasNoMean) }
    }

    pub(super) fn of(&[p, q, v]: &[f64; 3]) -> Self {
        Self { p, q, v }
    }

    pub(super) fn said(&self) -> Value {
        let Self { p, q, v } = *self;
        let mean = self.mean_spend(0.0, None);
        super::said("Gamma-Gamma", [("p", p), ("q", q), ("v", v), ("mean_spend", mean)])
    }

    /// Mean over the customers.
    fn likelihood(&self, spenders: &[Spender]) -> Likelihood<3> {
        let Self { p, q, v } = *self;
        let (ln_v, ln_gamma_q, digamma_q) = (v.ln(), ln_gamma(q), digamma(q));
        let (mut height, mut slope) = (0.0, [0.0; 3]);
        // Equal numbers of repeats lie side by side.
        for alike in spenders.chunk_by(|a, b| a.repeats == b.repeats) {
            let x = alike.first().map_or(1.0, |one| one.repeats);
            let (all, ln_x) = (p * x + q, x.ln());
            let (ln_gamma_all, ln_gamma_px) = (ln_gamma(all), ln_gamma(p * x));
            let (digamma_all, digamma_px) = (digamma(all), digamma(p * x));
            for Spender { mean, ln_mean, .. } in alike {
                let sum = v + mean * x;
                let ln_sum = sum.ln();
                height += ln_gamma_all - ln_gamma_px - ln_gamma_q
                    + q * ln_v
                    + (p * x - 1.0) * ln_mean
                    + p * x * ln_x
                    - all * ln_sum;
                slope[0] += x * (digamma_all - digamma_px + ln_mean + ln_x - ln_sum);
                slope[1] += digamma_all - digamma_q + ln_v - ln_sum;
                slope[2] += q / v - all / sum;
            }
        }
        let customers = spenders.len() as f64;
        (height / customers, slope.map(|slope| slope / customers))
    }

    /// What a customer is expected to spend each time: between their own mean and everybody's.
    pub(super) fn mean_spend(&self, repeats: f64, own: Option<f64>) -> f64 {
        let Self { p, q, v } = *self;
        let (x, own) = own.map_or((0.0, 0.0), |own| (repeats, own));
        p * (v + x * own) / (p * x + q - 1.0)
    }
}

impl Spender {
    fn of(purchases: &Purchases) -> Option<Self> {
        let mean = purchases.mean_spend()?;
        Some(Self { repeats: purchases.repeated(), mean, ln_mean: mean.ln() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published for the 946 customers of CDNOW who came back.
    const CDNOW: GammaGamma = GammaGamma { p: 6.25, q: 3.74, v: 15.45 };

    /// Fader, Hardie: The Gamma-Gamma Model of Monetary Value (2013), the first customers of its spreadsheet.
    #[test]
    fn expected_spends_are_the_published_ones() {
        for (repeats, own, expected) in [
            (2.0, Some(22.35), 24.65),
            (1.0, Some(11.77), 18.91),
            (0.0, None, 35.17),
            (7.0, Some(73.74), 71.46),
        ] {
            let found = CDNOW.mean_spend(repeats, own);
            assert!((found - expected).abs() <= 0.01 * expected, "{found}, not {expected}");
        }
    }

    #[test]
    fn the_slope_is_that_of_the_height() {
        let spenders = [(1.0, 12.5), (1.0, 80.0), (2.0, 31.0), (9.0, 44.4)]
            .map(|(repeats, mean): (f64, f64)| Spender { repeats, mean, ln_mean: mean.ln() });
        let of = |at: &[f64; 3]| GammaGamma::of(at).likelihood(&spenders);
        let at = [1.7, 2.6, 14.0];
        let (_, slope) = of(&at);
        for place in 0..3 {
            let height = |by: f64| {
                let mut near = at;
                near[place] += by;
                of(&near).0
            };
            let expected = (height(1e-5) - height(-1e-5)) / 2e-5;
            assert!((slope[place] - expected).abs() < 1e-7, "{place}: {slope:?}, {expected}");
        }
    }
}
