//! The parts of migrations that SQL can't say.

pub(super) mod journal;
pub(super) mod journal_place;
pub(super) mod page_loads;
pub(super) mod trails;
