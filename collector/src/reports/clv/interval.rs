//! Between which values the total will lie. Two things leave it open, and one has nothing to do with the other: which
//! customers are alive, how often they buy and what they spend, which is drawn many times from what is known of each; and
//! that the parameters themselves are estimates, from so many customers.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp, Gamma};

use super::bg_nbd::BgNbd;
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

/// Of the customers whose value is worked out with slightly other parameters: enough for how much the sum of all changes.
const MOST_VARIED: usize = 400;
/// How much other, in logarithms.
const STEP: f64 = 1e-3;
/// Standard deviations of a normal error within which [`SHARE`] of it lies.
const DEVIATIONS: f64 = 1.2816;

/// Around the expected value of all; `None` where the parameters' errors are not known.
pub(super) fn of(
    forecast: &Forecast,
    spend: &GammaGamma,
    all: &[Purchases],
    expected: f64,
) -> Option<(f64, f64)> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let drawn = rand::seq::index::sample(&mut random, all.len(), all.len().min(MOST_DRAWN));
    let some: Vec<&Purchases> = drawn.iter().filter_map(|place| all.get(place)).collect();
    let (below, above) = chance(forecast, spend, &some, all.len(), &mut random);
    let varied = some.get(..some.len().min(MOST_VARIED))?;
    let error = DEVIATIONS * expected * error_of_parameters(forecast, spend, varied, all)?;
    // Independent errors add up by their squares.
    Some(((expected - below.hypot(error)).max(0.0), expected + above.hypot(error)))
}

/// How far the value of all strays below and above its mean by chance.
fn chance(
    forecast: &Forecast,
    spend: &GammaGamma,
    some: &[&Purchases],
    all: usize,
    random: &mut impl Rng,
) -> (f64, f64) {
    let customers: Vec<Customer> =
        some.iter().filter_map(|one| Customer::of(forecast, spend, one)).collect();
    let mut sums: Vec<f64> =
        (0..DRAWS).map(|_| customers.iter().map(|one| one.draw(forecast, random)).sum()).collect();
    sums.sort_unstable_by(f64::total_cmp);
    let mean = sums.iter().sum::<f64>() / DRAWS as f64;
    let wider = (all as f64 / some.len().max(1) as f64).sqrt();
    let at = |share: f64| {
        let place = ((DRAWS - 1) as f64 * share).round() as usize;
        (sums.get(place).copied().unwrap_or(mean) - mean) * wider
    };
    let outside = (1.0 - SHARE) / 2.0;
    (-at(outside), at(1.0 - outside))
}

/// The standard deviation of the value of all by the parameters' errors, as a share of it.
fn error_of_parameters(
    forecast: &Forecast,
    spend: &GammaGamma,
    some: &[&Purchases],
    all: &[Purchases],
) -> Option<f64> {
    let (purchases, spends) = (forecast.models.purchases, forecast.models.spend.ok()?);
    let value =
        |forecast: &Forecast| -> f64 { some.iter().filter_map(|one| forecast.of(one).value).sum() };
    let expected = value(forecast);
    let varied = |change: &dyn Fn(f64) -> Forecast| {
        (value(&change(STEP)) - value(&change(-STEP))) / (2.0 * STEP * expected)
    };
    let by_purchases = std::array::from_fn(|place| {
        varied(&|step| forecast.with(BgNbd::of(&moved(&purchases.parameters, place, step)), *spend))
    });
    let by_spends = std::array::from_fn(|place| {
        let moved = |step| GammaGamma::of(&moved(&spends.parameters, place, step));
        varied(&|step| forecast.with(forecast.purchases, moved(step)))
    });
    let spenders = all.iter().filter(|one| one.mean_spend().is_some()).count();
    let of_purchases = purchases.variance(by_purchases, all.len() as f64)?;
    let of_spends = spends.variance(by_spends, spenders as f64)?;
    Some((of_purchases + of_spends).sqrt()).filter(|error| error.is_finite())
}

/// One parameter by a step of its logarithm.
fn moved<const N: usize>(parameters: &[f64; N], place: usize, step: f64) -> [f64; N] {
    let mut moved = *parameters;
    moved.iter_mut().skip(place).take(1).for_each(|parameter| *parameter *= step.exp());
    moved
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
