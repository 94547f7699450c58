//! Between which values the total will lie, as far as the fitted models leave it open: which customers are alive, how often
//! they buy and what they spend is drawn many times from what is known of each. That the parameters themselves are
//! estimates is not in it.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp, Gamma};

use super::forecast::Forecast;
use super::gamma_gamma::GammaGamma;
use super::purchases::Purchases;

/// Of all draws so many lie within.
pub(super) const SHARE: f64 = 0.8;
pub(super) const DRAWS: usize = 400;
/// Of more customers so many are drawn, and how far their sum strays from its mean is that of all, by the square root of how
/// many there are of each: what one customer does has nothing to do with another.
const MOST_DRAWN: usize = 2_000;
/// The same customers have the same interval.
const SEED: u64 = 1;

/// Around the expected value of all.
pub(super) fn of(
    forecast: &Forecast,
    spend: &GammaGamma,
    all: &[Purchases],
    expected: f64,
) -> (f64, f64) {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let drawn = rand::seq::index::sample(&mut random, all.len(), all.len().min(MOST_DRAWN));
    let some: Vec<Customer> =
        drawn.iter().filter_map(|place| Customer::of(forecast, spend, all.get(place)?)).collect();
    let mut sums: Vec<f64> =
        (0..DRAWS).map(|_| some.iter().map(|one| one.draw(forecast, &mut random)).sum()).collect();
    sums.sort_unstable_by(f64::total_cmp);
    let mean = sums.iter().sum::<f64>() / DRAWS as f64;
    let wider = (all.len() as f64 / some.len().max(1) as f64).sqrt();
    let at = |share: f64| {
        let place = ((DRAWS - 1) as f64 * share).round() as usize;
        (sums.get(place).copied().unwrap_or(mean) - mean) * wider
    };
    let outside = (1.0 - SHARE) / 2.0;
    ((expected + at(outside)).max(0.0), expected + at(1.0 - outside))
}

/// What is known of one customer, as distributions.
struct Customer {
    p_alive: f64,
    purchases_per_week: Gamma<f64>,
    gone_after_one: Beta<f64>,
    /// By it the spends of one customer are spread about their mean.
    spend_rate: Gamma<f64>,
    spend_shape: f64,
}

impl Customer {
    fn of(forecast: &Forecast, spend: &GammaGamma, one: &Purchases) -> Option<Self> {
        let model = &forecast.purchases;
        let x = one.repeated();
        let (paid, total) = one.mean_spend().map_or((0.0, 0.0), |mean| (x, x * mean));
        Some(Self {
            p_alive: model.p_alive(one),
            purchases_per_week: Gamma::new(model.r + x, 1.0 / (model.alpha + one.age_weeks()))
                .ok()?,
            gone_after_one: Beta::new(model.a, model.b + x).ok()?,
            spend_rate: Gamma::new(spend.p * paid + spend.q, 1.0 / (spend.v + total)).ok()?,
            spend_shape: spend.p,
        })
    }

    /// The discounted value of one possible future.
    fn draw(&self, forecast: &Forecast, random: &mut impl Rng) -> f64 {
        if random.random::<f64>() >= self.p_alive {
            return 0.0;
        }
        let Ok(pause) = Exp::new(self.purchases_per_week.sample(random)) else { return 0.0 };
        let gone_after_one = self.gone_after_one.sample(random);
        let rate = self.spend_rate.sample(random);
        let Ok(spend) = Gamma::new(self.spend_shape, 1.0 / rate) else { return 0.0 };
        let (mut week, mut value) = (0.0, 0.0);
        loop {
            week += pause.sample(random);
            if week > forecast.horizon_weeks as f64 {
                return value;
            }
            value += spend.sample(random) * forecast.discounted_in(week);
            if random.random::<f64>() < gone_after_one {
                return value;
            }
        }
    }
}
