//! The simulated shop: what it sells and where its visitors come from.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

#[derive(Debug)]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) category: &'static str,
    pub(super) price_minor: i64,
}

#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) products: Vec<Product>,
    pub(super) exponent: u8,
}

/// Kinds, what they are made of, and a price in units of the currency.
const KINDS: &[(&str, &str, i64)] = &[
    ("Mug", "Kitchen", 14),
    ("Teapot", "Kitchen", 42),
    ("Cutting board", "Kitchen", 35),
    ("Blanket", "Home", 89),
    ("Lamp", "Home", 129),
    ("Candle", "Home", 19),
    ("Planter", "Garden", 27),
    ("Watering can", "Garden", 31),
    ("Backpack", "Travel", 119),
    ("Notebook", "Desk", 12),
];
const MATERIALS: &[&str] = &["Oak", "Linen", "Stoneware"];

impl Catalogue {
    pub(super) fn new(exponent: u8) -> Self {
        let unit = 10i64.pow(exponent.into());
        // A currency without minor units has larger numbers on its price tags.
        let scale = if exponent == 0 { 100 } else { 1 };
        let mut products = Vec::new();
        for (kind, category, price) in KINDS {
            for (index, material) in MATERIALS.iter().enumerate() {
                let number = products.len() + 1;
                products.push(Product {
                    id: format!("SIM-{number:03}"),
                    name: format!("{material} {}", kind.to_lowercase()),
                    category,
                    // …and most prices end just below a whole one.
                    price_minor: (price + index as i64 * 3) * unit * scale - unit / 20,
                });
            }
        }
        Self { products, exponent }
    }

    /// A few products sell most.
    pub(super) fn pick(&self, random: &mut ChaCha8Rng) -> usize {
        let skewed = random.random_range(0.0f64..1.0).powi(2);
        ((skewed * self.products.len() as f64) as usize).min(self.products.len() - 1)
    }

    /// Decimal text of an amount.
    pub(super) fn text(&self, minor: i64) -> String {
        let unit = 10i64.pow(self.exponent.into());
        let width = usize::from(self.exponent);
        if width == 0 {
            minor.to_string()
        } else {
            format!("{}.{:0width$}", minor / unit, minor % unit)
        }
    }
}

/// Where a visit comes from: query of the landing page, and referrer; with its weight.
const SOURCES: &[(u32, &str, &str)] = &[
    (30, "", ""),
    (26, "", "https://www.google.com/"),
    (12, "?utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=x", "https://www.google.com/"),
    (10, "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn", ""),
    (9, "", "https://www.instagram.com/"),
    (5, "?fbclid=x", "https://m.facebook.com/"),
    (4, "", "https://chatgpt.com/"),
    (4, "", "https://blog.example.org/best-mugs"),
];

pub(super) fn source(random: &mut ChaCha8Rng) -> (&'static str, &'static str) {
    let mut ticket = random.random_range(0..SOURCES.iter().map(|(weight, ..)| weight).sum::<u32>());
    for (weight, query, referrer) in SOURCES {
        if ticket < *weight {
            return (query, referrer);
        }
        ticket -= weight;
    }
    ("", "")
}

/// The minute of the day at which a visit starts: few at night, most in the evening. Until `until`.
pub(super) fn minute_of_day(random: &mut ChaCha8Rng, until: i64) -> i64 {
    const HOURS: [u32; 24] =
        [8, 4, 3, 2, 2, 3, 8, 18, 30, 42, 50, 54, 56, 52, 50, 50, 52, 56, 62, 74, 82, 76, 52, 24];
    loop {
        let mut ticket = random.random_range(0..HOURS.iter().sum::<u32>());
        let mut hour = 0;
        while let Some(&weight) = HOURS.get(hour).filter(|weight| ticket >= **weight) {
            ticket -= weight;
            hour += 1;
        }
        let minute = hour as i64 * 60 + random.random_range(0..60);
        if minute < until {
            return minute;
        }
    }
}
