//! Currencies into a site's own: exact, by the euro's reference rates of the day.
//!
//! A rate says how many units of a currency one euro is, as the European Central Bank publishes them; of two other
//! currencies the euro is the way between. Each amount is rounded once, half up (away from zero), to the minor unit. No
//! float anywhere.

use footfall_protocol::limits::MAX_MINOR;
use footfall_protocol::{Currency, Decimal, Reason};

use crate::site::Day;

/// How long the last published rate is good for, in days. None are published at weekends and on the bank's holidays, of
/// which Easter and Christmas last longest, five days. After a week nobody has imported any.
pub const MAX_RATE_AGE_DAYS: Day = 7;

/// The bound that keeps [`Exchange::minor`] within 128 bits: an order's lines sum up to less than 10^16 minor units, and
/// 10^16 × 10^10 × 10^8 (scale) × 10^4 (exponent) < 2^127.
const MAX_MANTISSA: i64 = 10_000_000_000;
const MAX_SCALE: u8 = 8;

/// Units of a currency for one euro; positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerEuro(Decimal);

impl PerEuro {
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let decimal = Decimal::parse(text)?;
        let (mantissa, scale) = decimal.parts();
        if (1..MAX_MANTISSA).contains(&mantissa) && scale <= MAX_SCALE {
            Ok(Self(decimal))
        } else {
            Err(Reason::Range)
        }
    }

    pub fn text(self) -> String {
        self.0.text()
    }
}

/// How amounts of one currency become amounts of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// They are the site's already.
    Own,
    At(Rates),
}

/// Two rates of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// On which they were published.
    pub day: Day,
    pub from: PerEuro,
    pub to: PerEuro,
}

impl Exchange {
    /// An amount of `from` in minor units of `to`.
    pub fn minor(self, minor: i64, from: Currency, to: Currency) -> i64 {
        let Exchange::At(rates) = self else { return minor };
        let ((from_mantissa, from_scale), (to_mantissa, to_scale)) =
            (rates.from.0.parts(), rates.to.0.parts());
        let ten = |exponent: u8| 10i128.pow(exponent.into());
        let numerator = i128::from(minor.abs())
            * i128::from(to_mantissa)
            * ten(from_scale)
            * ten(to.exponent());
        let denominator = i128::from(from_mantissa) * ten(to_scale) * ten(from.exponent());
        let (whole, rest) = (numerator / denominator, numerator % denominator);
        let magnitude = whole + i128::from(rest >= denominator - rest);
        // An order of more would have been refused in the site's currency.
        magnitude.min(MAX_MINOR.into()) as i64 * minor.signum()
    }

    /// The parts of a whole, one after the other: whatever their number, they sum up to what the whole comes to.
    pub fn parts(self, from: Currency, to: Currency) -> Parts {
        Parts { exchange: self, from, to, whole: 0 }
    }
}

/// Parts that were exchanged so far, of [`Exchange::parts`].
#[derive(Debug)]
pub struct Parts {
    exchange: Exchange,
    from: Currency,
    to: Currency,
    /// In the currency they come from.
    whole: i64,
}

impl Parts {
    pub fn next(&mut self, minor: i64) -> i64 {
        let in_site = |whole| self.exchange.minor(whole, self.from, self.to);
        let part = in_site(self.whole + minor) - in_site(self.whole);
        self.whole += minor;
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn exchange(from: &str, to: &str) -> Exchange {
        let [from, to] = [from, to].map(|text| PerEuro::parse(text).unwrap());
        Exchange::At(Rates { day: 0, from, to })
    }

    #[test]
    fn amounts_are_rounded_once_to_the_minor_unit() {
        let check = |minor: i64, (from, per_euro), (to, to_per_euro), expected: i64| {
            let exchanged =
                exchange(per_euro, to_per_euro).minor(minor, currency(from), currency(to));
            assert_eq!(exchanged, expected, "{minor} {from} in {to}");
            let back = exchange(per_euro, to_per_euro).minor(-minor, currency(from), currency(to));
            assert_eq!(back, -expected, "the same of what is given back");
        };
        check(10_000, ("USD", "1.25"), ("EUR", "1"), 8_000);
        check(1, ("USD", "2"), ("EUR", "1"), 1); // half a cent
        check(1, ("USD", "2.0001"), ("EUR", "1"), 0);
        check(1_000, ("JPY", "160"), ("EUR", "1"), 625);
        check(625, ("EUR", "1"), ("JPY", "160"), 1_000);
        check(1_234, ("KWD", "0.3339"), ("EUR", "1"), 370); // thousandths in hundredths
        check(10_000, ("USD", "1.0841"), ("GBP", "0.83213"), 7_676); // by way of the euro
        check(10_000_000_000_000, ("IDR", "17892.28"), ("EUR", "1"), 558_900_263);
    }

    #[test]
    fn a_rate_is_a_positive_number_of_a_bounded_length() {
        for wrong in ["0", "-1.5", "N/A", "", "1e10", "99999999999", "1.123456789"] {
            assert!(PerEuro::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(PerEuro::parse("1.08410").map(PerEuro::text), Ok("1.0841".into()));
    }

    proptest! {
        #[test]
        fn parts_sum_up_to_the_whole(
            parts in prop::collection::vec(-1_000_000i64..1_000_000, 0..9),
            from in 1i64..1_000_000_000, to in 1i64..1_000_000_000,
        ) {
            let per_euro = |mantissa| PerEuro(Decimal::from_parts((mantissa, 4)));
            let rates = Rates { day: 0, from: per_euro(from), to: per_euro(to) };
            let (usd, jpy) = (currency("USD"), currency("JPY"));
            let mut exchanged = Exchange::At(rates).parts(usd, jpy);
            let sum: i64 = parts.iter().map(|part| exchanged.next(*part)).sum();
            prop_assert_eq!(sum, Exchange::At(rates).minor(parts.iter().sum(), usd, jpy));
        }

        #[test]
        fn the_largest_amounts_and_rates_fit(
            minor in 0..10i64.pow(16), from in 1..MAX_MANTISSA, to in 1..MAX_MANTISSA,
            from_scale in 0..=MAX_SCALE, to_scale in 0..=MAX_SCALE,
        ) {
            let rates = Rates {
                day: 0,
                from: PerEuro(Decimal::from_parts((from, from_scale))),
                to: PerEuro(Decimal::from_parts((to, to_scale))),
            };
            let (uyw, jpy) = (currency("UYW"), currency("JPY"));
            prop_assert!(Exchange::At(rates).minor(minor, jpy, uyw) >= 0);
            prop_assert!(Exchange::At(rates).minor(minor, uyw, jpy) >= 0);
        }
    }
}
