//! What is asked of a report, checked; and the reports there are.

use serde_json::Value;

use super::{Compare, Period, PeriodError};
use crate::segment::Filter;
use crate::site::Site;
use crate::store::report::Span;
use crate::store::segment::Segment;
use crate::store::{Reading, StoreError};

/// A report by its name in the URL.
#[derive(Debug)]
pub struct Report {
    pub id: &'static str,
    /// One sentence: what it shows.
    pub about: &'static str,
    /// Parameters of its own, beside those of every report.
    pub params: &'static [Param],
    pub answer: fn(&Reading, &Asked) -> Result<Value, ReportError>,
}

#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    /// What it means, and what it is when nobody says.
    pub about: &'static str,
}

#[derive(Debug)]
pub struct Asked<'a> {
    pub site: &'a Site,
    pub period: Period,
    pub compare: Option<Compare>,
    /// Which sessions are meant; all when there is none.
    pub filter: Option<&'a Filter>,
    /// Rows at most.
    pub limit: i64,
    /// Where the page before ended, of a report that has pages.
    pub after: Option<&'a str>,
    pub now_ms: i64,
    /// All of the query.
    pub query: &'a [(String, String)],
}

impl Asked<'_> {
    /// A parameter of the report's own.
    pub fn param(&self, name: &str) -> Option<&str> {
        let said = self.query.iter().find(|(known, _)| known == name);
        said.map(|(_, value)| value.as_str())
    }

    pub fn span(&self) -> Span<'_> {
        self.period.span(self.site)
    }

    /// The filter, for the sessions of the period.
    pub fn segment(&self, reading: &Reading) -> Result<Option<Segment>, StoreError> {
        self.filter.map(|filter| reading.segment(self.span(), filter)).transpose()
    }

    /// The same question about another period, compared with nothing.
    pub fn about(&self, period: Period) -> Self {
        Self { period, compare: None, ..*self }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{message}")]
    Parameter { field: &'static str, message: String },
}

impl From<PeriodError> for ReportError {
    fn from(PeriodError { field, message }: PeriodError) -> Self {
        ReportError::Parameter { field, message: message.to_owned() }
    }
}

impl ReportError {
    pub fn parameter(field: &'static str, message: impl Into<String>) -> Self {
        ReportError::Parameter { field, message: message.into() }
    }
}
