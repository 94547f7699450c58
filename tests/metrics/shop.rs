//! What there is in the shop of all histories, and who comes there. Texts are such as break what is put together carelessly.

pub(crate) struct Product {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) brand: &'static str,
    /// From the widest to the narrowest.
    pub(crate) categories: &'static [&'static str],
    /// In cents.
    pub(crate) price: i64,
}

pub(crate) const PRODUCTS: [Product; 5] = [
    Product {
        id: "LAMP",
        name: "Desk lamp",
        brand: "Lux",
        categories: &["Home", "Light"],
        price: 4_995,
    },
    Product {
        id: "lamp-2",
        name: "The \"other\" lamp",
        brand: "lux",
        categories: &["Home", "Light", "Floor"],
        price: 12_000,
    },
    Product { id: "POT;1", name: "Pot", brand: "", categories: &["Garden"], price: 333 },
    Product {
        id: "VASE",
        name: "Vase, blue",
        brand: "Böhm & Söhne",
        categories: &["Home"],
        price: 2_050,
    },
    Product { id: "100%", name: "Seeds_%", brand: "O'Hara", categories: &[], price: 99 },
];

/// A page's path is its name in reports.
pub(crate) const PAGES: [&str; 5] = ["/", "/p/lamp", "/P/Lamp", "/sale?size=40%25", "/cart;step=2"];
/// Each page has one.
pub(crate) const TITLES: [&str; 5] = ["Home", "A lamp", "Another lamp", "Sale", "Cart"];

/// Where a visit can come from: tags in the address, the referrer, and what that is called.
pub(crate) struct Origin {
    pub(crate) tags: &'static str,
    pub(crate) referrer: &'static str,
    pub(crate) channel: [&'static str; 3],
}

pub(crate) const ORIGINS: [Origin; 6] = [
    Origin { tags: "", referrer: "", channel: ["(direct)", "(none)", ""] },
    Origin { tags: "", referrer: "https://www.google.com/", channel: ["google", "organic", ""] },
    Origin {
        tags: "gclid=x&utm_campaign=lamps",
        referrer: "",
        channel: ["google", "cpc", "lamps"],
    },
    Origin {
        tags: "",
        referrer: "https://blog.example.org/post",
        channel: ["blog.example.org", "referral", ""],
    },
    Origin {
        tags: "utm_source=letter&utm_medium=email&utm_campaign=spring,%20%22big%22",
        referrer: "",
        channel: ["letter", "email", "spring, \"big\""],
    },
    Origin {
        tags: "utm_source=Letter&utm_medium=email",
        referrer: "",
        channel: ["Letter", "email", ""],
    },
];

pub(crate) const LISTS: [&str; 3] = ["Summer, hot", "list;b", "Été"];
pub(crate) const PROMOTIONS: [&str; 2] = ["Banner (left)", "banner"];
pub(crate) const TERMS: [&str; 3] = ["red lamp", "100% wool", "it's"];
pub(crate) const COUPONS: [&str; 3] = ["", "TEN", "ten_%"];
pub(crate) const CUSTOM: [&str; 2] = ["quiz_done", "size_chart"];
pub(crate) const ORDERS: [&str; 6] = ["A-1", "A 2", "№3", "B;4", "b,5", "6'"];
/// The shop's own first.
pub(crate) const CURRENCIES: [&str; 3] = ["EUR", "JPY", "KWD"];

pub(crate) struct Visitor {
    /// By consent; without, it is somebody else every day.
    pub(crate) id: Option<&'static str>,
    pub(crate) agent: &'static str,
    pub(crate) device: &'static str,
    pub(crate) time_zone: &'static str,
    pub(crate) country: &'static str,
}

const DESKTOP: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148";
const TABLET: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Safari/537.36";

const fn visitor(
    id: Option<&'static str>,
    (agent, device): (&'static str, &'static str),
    (time_zone, country): (&'static str, &'static str),
) -> Visitor {
    Visitor { id, agent, device, time_zone, country }
}

const VIENNA: (&str, &str) = ("Europe/Vienna", "AT");
const NEW_YORK: (&str, &str) = ("America/New_York", "US");
const NOWHERE: (&str, &str) = ("UTC", "");

/// Nobody has the browser of another one.
pub(crate) const VISITORS: [Visitor; 6] = [
    visitor(None, (DESKTOP, "desktop"), VIENNA),
    visitor(None, (PHONE, "mobile"), NEW_YORK),
    visitor(None, (TABLET, "tablet"), NOWHERE),
    visitor(
        Some("0123456789abcdef0123456789abcdef"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36", "desktop"),
        VIENNA,
    ),
    visitor(
        Some("fedcba9876543210fedcba9876543210"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Mobile Safari/537.36", "mobile"),
        NEW_YORK,
    ),
    visitor(
        Some("00112233445566778899aabbccddeeff"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/156.0.0.0 Safari/537.36",
            "desktop",
        ),
        NOWHERE,
    ),
];

/// A time zone, and a moment about which something happens to its calendar.
pub(crate) const SCENES: [(&str, &str); 8] = [
    ("Europe/Paris", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-10-25T01:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    // Half an hour.
    ("Australia/Lord_Howe", "2027-04-03T15:00:00Z"),
    // That day began at one o'clock.
    ("America/Havana", "2026-03-08T05:00:00Z"),
    ("Europe/Paris", "2028-02-29T12:00:00Z"),
    ("Pacific/Auckland", "2028-02-28T11:00:00Z"),
    ("UTC", "2026-12-31T23:00:00Z"),
];
