//! Exact money: decimals from text, minor units of ISO 4217 currencies, half-up rounding. No float anywhere.

use crate::limits::{MAX_MINOR, MAX_QUANTITY};
use crate::texts::{push_decimal, split_once, trim};
use crate::{Raw, Reason};

/// ISO 4217 codes in use, sorted, without separators: three bytes each.
const CODES: &str = "AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDFCHECHFCHWCLFCLPCNYCOPCOUCRCCUPCVECZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWDKYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRONRSDRUBRWFSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUSNUYIUYUUYWUZSVEDVESVNDVUVWSTXAFXCDXCGXOFXPFYERZARZMWZWG";
/// Currencies without minor units …
const EXPONENT_0: &str = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";
/// … with thousandths …
const EXPONENT_3: &str = "BHDIQDJODKWDLYDOMRTND";
/// … and with ten-thousandths. All others have hundredths.
const EXPONENT_4: &str = "CLFUYW";

fn place(codes: &str, code: &str) -> Option<usize> {
    codes.as_bytes().chunks_exact(3).position(|listed| listed.eq_ignore_ascii_case(code.as_bytes()))
}

/// An ISO 4217 currency in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static str);

impl Currency {
    /// From its code, in any case.
    pub fn parse(code: &str) -> Result<Self, Reason> {
        let listed = place(CODES, trim(code)).and_then(|place| CODES.get(place * 3..place * 3 + 3));
        listed.map(Self).ok_or(Reason::Currency)
    }

    pub fn code(&self) -> &str {
        self.0
    }

    /// Decimal places of the minor unit.
    pub fn exponent(self) -> u8 {
        if place(EXPONENT_0, self.0).is_some() {
            0
        } else if place(EXPONENT_3, self.0).is_some() {
            3
        } else if place(EXPONENT_4, self.0).is_some() {
            4
        } else {
            2
        }
    }
}

/// An exact decimal: `mantissa / 10^scale`, without trailing zeros in the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

/// More digits than this are cut off, never rounded: half-up looks at one digit only, so a cut far behind the minor
/// unit can't change it, while rounding twice could.
const MAX_DIGITS: u32 = 17;

impl Decimal {
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    pub const ONE: Self = Self { mantissa: 1, scale: 0 };

    /// A quantity of so many thousandths.
    pub fn from_thousandths(thousandths: i64) -> Self {
        Self { mantissa: thousandths, scale: 3 }
    }

    /// `(mantissa, scale)`, for those who keep it.
    pub fn parts(self) -> (i64, u8) {
        (self.mantissa, self.scale)
    }

    /// What [`Decimal::parts`] said.
    pub fn from_parts((mantissa, scale): (i64, u8)) -> Self {
        Self { mantissa, scale }
    }

    /// From decimal text as programs write it: `19.99`, `-5`, `.5`, `1e-7`. No grouping, no decimal comma: a guess
    /// between `1.234` and `1,234` would be a wrong price.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let text = trim(text);
        let (digits, exponent) = match split_once(text, b'e').or(split_once(text, b'E')) {
            Some((digits, exponent)) => (digits, exponent.parse::<i8>().map_err(|_| Reason::Type)?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (mut mantissa, mut scale, mut kept, mut seen, mut point) =
            (0i64, -i32::from(exponent), 0, false, false);
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    if kept < MAX_DIGITS {
                        mantissa = mantissa * 10 + i64::from(byte - b'0');
                        kept += u32::from(mantissa != 0);
                        scale += i32::from(point);
                    } else if !point {
                        return Err(Reason::Range);
                    }
                }
                b'.' if !point => point = true,
                _ => return Err(Reason::Type),
            }
        }
        if !seen {
            return Err(Reason::Type);
        }
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
            if mantissa == 0 {
                scale = 0;
            }
        }
        while scale < 0 {
            // By comparison: checked_mul of 64 bits is 128-bit arithmetic in Wasm.
            if mantissa > i64::MAX / 10 {
                return Err(Reason::Range);
            }
            mantissa *= 10;
            scale += 1;
        }
        // A fraction of more than 30 zeros is no price; cutting it is what MAX_DIGITS does too.
        while scale > 30 {
            mantissa /= 10;
            scale -= 1;
        }
        if mantissa == 0 {
            scale = 0;
        }
        Ok(Self { mantissa: if negative { -mantissa } else { mantissa }, scale: scale as u8 })
    }

    /// From a number or a decimal text.
    pub fn from_raw(raw: &Raw) -> Result<Self, Reason> {
        match raw {
            Raw::Int(int) if int.unsigned_abs() < 10u64.pow(MAX_DIGITS) => {
                Ok(Self { mantissa: *int, scale: 0 })
            }
            Raw::Int(_) => Err(Reason::Range),
            Raw::Number(text) | Raw::Text(text) => Self::parse(text),
            _ => Err(Reason::Type),
        }
    }

    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether it can be a quantity of one line.
    pub fn is_quantity(self) -> bool {
        let whole = (0..self.scale).fold(self.mantissa, |mantissa, _| mantissa / 10);
        self.mantissa > 0 && self.scale <= 17 && whole <= MAX_QUANTITY
    }

    /// The plain text that parses to the same decimal: what goes over the wire.
    pub fn text(self) -> String {
        let mut text = String::new();
        if self.mantissa < 0 {
            text.push('-');
        }
        push_decimal(&mut text, self.mantissa.unsigned_abs(), self.scale);
        text
    }

    /// In units of `10^-exponent`, rounded half up (away from zero). `Range` above [`MAX_MINOR`].
    pub fn to_minor(self, exponent: u8) -> Result<i64, Reason> {
        rounded(self.mantissa.into(), self.scale.into(), exponent)
    }

    /// `self × quantity`, rounded once: the total of a line.
    pub fn line_minor(self, quantity: Self, exponent: u8) -> Result<i64, Reason> {
        let product = i128::from(self.mantissa) * i128::from(quantity.mantissa);
        rounded(product, u32::from(self.scale) + u32::from(quantity.scale), exponent)
    }
}

fn rounded(mantissa: i128, scale: u32, exponent: u8) -> Result<i64, Reason> {
    let exponent = u32::from(exponent);
    let magnitude = mantissa.unsigned_abs();
    let minor = if scale <= exponent {
        magnitude.checked_mul(10u128.pow(exponent - scale)).ok_or(Reason::Range)?
    } else {
        match 10u128.checked_pow(scale - exponent) {
            Some(unit) => magnitude / unit + u128::from(magnitude % unit >= unit / 2),
            None => 0, // the divisor is larger than any mantissa
        }
    };
    if minor > MAX_MINOR as u128 {
        return Err(Reason::Range);
    }
    Ok(if mantissa < 0 { -(minor as i64) } else { minor as i64 })
}

/// An amount in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// `3111.11`: exactly as many places as the currency has.
    pub fn amount(self) -> String {
        let exponent = self.currency.exponent();
        let sign = if self.minor < 0 { "-" } else { "" };
        let unit = 10u64.pow(exponent.into());
        let magnitude = self.minor.unsigned_abs();
        if exponent == 0 {
            return format!("{sign}{magnitude}");
        }
        format!("{sign}{}.{:0width$}", magnitude / unit, magnitude % unit, width = exponent.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, code: &str, expected: Result<i64, Reason>) {
        let currency = Currency::parse(code).unwrap();
        let minor = Decimal::parse(text).and_then(|decimal| decimal.to_minor(currency.exponent()));
        assert_eq!(minor, expected, "{text} {code}");
    }

    #[test]
    fn text_becomes_minor_units_of_its_currency() {
        check("19.99", "EUR", Ok(1999));
        check("19.995", "EUR", Ok(2000));
        check("19.994999999999999", "EUR", Ok(1999));
        check("59.970000000000006", "EUR", Ok(5997));
        check("0.30000000000000004", "USD", Ok(30));
        check("-0.005", "USD", Ok(-1));
        check("1e-7", "USD", Ok(0));
        check("1.5e3", "JPY", Ok(1500));
        check("1234.5", "JPY", Ok(1235));
        check("1.2345", "KWD", Ok(1235));
        check("1.23456", "CLF", Ok(12346));
        check(" 7 ", "eur", Ok(700));
        check("+.5", "EUR", Ok(50));
        check("5.", "EUR", Ok(500));
        check("000000000000000000000001.10", "EUR", Ok(110));
        check("0.0000000000000000000000000000000000000000000000000000001", "EUR", Ok(0));
        check("100000000000.00", "EUR", Ok(10_000_000_000_000));
        check("100000000000.01", "EUR", Err(Reason::Range));
        check("99999999999999999999", "EUR", Err(Reason::Range));
        for not_a_number in
            ["", " ", "-", ".", "1,5", "1.2.3", "0x1", "NaN", "Infinity", "1e", "12€", "1e400"]
        {
            check(not_a_number, "EUR", Err(Reason::Type));
        }
    }

    #[test]
    fn a_line_is_rounded_once() {
        let line = |price, quantity| {
            Decimal::parse(price).unwrap().line_minor(Decimal::parse(quantity).unwrap(), 2)
        };
        assert_eq!(line("3.333", "3"), Ok(1000));
        assert_eq!(line("0.005", "0.5"), Ok(0));
        assert_eq!(line("12.50", "0.75"), Ok(938));
        assert_eq!(line("-4.99", "2"), Ok(-998));
        assert_eq!(line("99999999999", "1000000"), Err(Reason::Range));
    }

    #[test]
    fn every_currency_knows_its_exponent_and_no_other_code_is_one() {
        assert_eq!(CODES.len() % 3, 0);
        let sorted = CODES.as_bytes().chunks_exact(3).is_sorted();
        assert!(sorted, "the list is kept sorted");
        for (code, exponent) in
            [("EUR", 2), ("JPY", 0), ("KWD", 3), ("UYW", 4), ("ISK", 0), ("HUF", 2)]
        {
            assert_eq!(Currency::parse(code).map(Currency::exponent), Ok(exponent), "{code}");
        }
        // The last one lies across two codes of the list.
        for code in ["", "EU", "EURO", "ZZZ", "€€€", "DAF"] {
            assert_eq!(Currency::parse(code), Err(Reason::Currency), "{code}");
        }
    }

    #[test]
    fn amounts_have_the_places_of_their_currency() {
        let amount =
            |minor, code| Money { minor, currency: Currency::parse(code).unwrap() }.amount();
        assert_eq!(amount(311_111, "EUR"), "3111.11");
        assert_eq!(amount(-5, "EUR"), "-0.05");
        assert_eq!(amount(1500, "JPY"), "1500");
        assert_eq!(amount(1, "KWD"), "0.001");
        assert_eq!(amount(0, "EUR"), "0.00");
    }

    proptest! {
        #[test]
        fn text_and_decimal_are_one(mantissa in -10i64.pow(17) + 1..10i64.pow(17), scale in 0u8..17) {
            let text = Decimal { mantissa, scale }.text();
            let parsed = Decimal::parse(&text).unwrap();
            prop_assert_eq!(Decimal::parse(&parsed.text()), Ok(parsed));
            for exponent in [0, 2, 3, 4] {
                // The plainest model: integers over a common denominator, half away from zero.
                let scaled = i128::from(mantissa) * 10i128.pow(exponent.into());
                let unit = 10i128.pow(scale.into());
                let model = (scaled.abs() * 2 + unit) / (unit * 2) * scaled.signum();
                let expected = if model.abs() > MAX_MINOR.into() { Err(Reason::Range) } else { Ok(model as i64) };
                prop_assert_eq!(parsed.to_minor(exponent), expected);
            }
        }

        #[test]
        fn what_javascript_prints_of_a_price_is_that_price(cents in 0i64..100_000_000) {
            let printed = format!("{}", cents as f64 / 100.0);
            prop_assert_eq!(Decimal::parse(&printed).unwrap().to_minor(2), Ok(cents));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", digits in "[-+0-9.eE]{0,60}") {
            for text in [text, digits] {
                if let Ok(decimal) = Decimal::parse(&text) {
                    prop_assert_eq!(Decimal::parse(&decimal.text()), Ok(decimal));
                    prop_assert!(matches!(decimal.line_minor(decimal, 4), Ok(_) | Err(Reason::Range)));
                }
            }
        }
    }
}
