//! The customers that every paper on lifetime value begins with: a tenth of those who first bought of CDNOW in the first
//! quarter of 1997, with all they bought until June 1998. PyPI's `lifetimes` carries them; `tests/run` installs it.

use std::path::PathBuf;
use std::process::Command;

use footfall_tests::{installed, must};
use jiff::civil::Date;

pub(crate) struct Purchase {
    pub(crate) customer: String,
    pub(crate) date: Date,
    /// Decimal text, in dollars.
    pub(crate) total: String,
}

/// What was known of a customer at the end of September 1997, in hundredths of a week.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Summary {
    pub(crate) frequency: i64,
    pub(crate) recency: i64,
    pub(crate) age: i64,
}

fn file(name: &str) -> String {
    let python = installed("python/bin/python").ok_or("tests/run installs it");
    let script = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let output = Command::new(must(python, "lifetimes' Python")).args(["-c", script]).output();
    let folder = String::from_utf8_lossy(&must(output, "where packages are").stdout).into_owned();
    let path = PathBuf::from(folder.trim()).join("lifetimes/datasets").join(name);
    must(std::fs::read_to_string(&path), &path.display().to_string())
}

pub(crate) fn purchases() -> Vec<Purchase> {
    let text = file("CDNOW_sample.txt");
    let purchase = |line: &str| {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (_, customer, date, _, total) = (word(), word(), word(), word(), word());
        Purchase { customer, date: must(date.parse(), line), total }
    };
    text.lines().map(purchase).collect()
}

/// The published table, by its numbers.
pub(crate) fn summaries() -> Vec<Summary> {
    let text = file("cdnow_customers_summary.csv");
    let summary = |line: &str| {
        let numbers: Vec<f64> = line.split(',').map(|word| must(word.parse(), line)).collect();
        let hundredths = |place: usize| (numbers[place] * 100.0).round() as i64;
        Summary { frequency: numbers[1] as i64, recency: hundredths(2), age: hundredths(3) }
    };
    let mut all: Vec<Summary> = text.lines().skip(1).map(summary).collect();
    all.sort_unstable();
    all
}
