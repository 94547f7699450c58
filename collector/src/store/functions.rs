//! What SQLite learns for segments: to compare texts as filters do, to look into a set of ids, and to read trails.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error};

use super::trail::{self, StepKind};
use crate::segment::Operator;

const PURE: FunctionFlags = FunctionFlags::SQLITE_DETERMINISTIC
    .union(FunctionFlags::SQLITE_UTF8)
    .union(FunctionFlags::SQLITE_DIRECTONLY);

/// Every operator by its number in a bound value.
const OPERATORS: [Operator; 10] = [
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::AtMost,
    Operator::More,
    Operator::AtLeast,
    Operator::Contains,
    Operator::ContainsNot,
    Operator::Begins,
    Operator::Ends,
];

pub(super) fn number_of(operator: Operator) -> i64 {
    OPERATORS.iter().position(|known| *known == operator).unwrap_or_default() as i64
}

/// Ids as a bound value: ascending, eight bytes each.
pub(super) fn set(ids: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().flat_map(i64::to_le_bytes).collect()
}

fn holds(set: &[u8], id: i64) -> bool {
    let (ids, _) = set.as_chunks::<8>();
    ids.binary_search_by_key(&id, |bytes| i64::from_le_bytes(*bytes)).is_ok()
}

/// Kinds of steps as a bound value: a bit for each.
pub(super) fn mask(kinds: &[StepKind]) -> i64 {
    kinds.iter().fold(0, |mask, kind| mask | 1 << (*kind as u8))
}

pub(super) fn is_in(mask: i64, kind: StepKind) -> bool {
    mask & 1 << (kind as u8) != 0
}

/// Whether a step is one of `any`, or one of `of` with an object in the set.
pub(super) fn is_step(step: &trail::Step, any: i64, of: i64, objects: &[u8]) -> bool {
    is_in(any, step.kind) || is_in(of, step.kind) && holds(objects, step.object)
}

/// `compares(text, operator, value)` · `in_set(id, set)` · `trail_any(trail, any, of, set)` · `trail_exit(trail)`, the page
/// seen last · `trail_stage(trail, orders)`, how far it came, as the places in `segment::STAGES`.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function("compares", 3, PURE, |context| {
        let operator = OPERATORS.get(usize::from(context.get::<u8>(1)?)).copied();
        let (text, value) = (text(context, 0)?, text(context, 2)?);
        Ok(operator.is_some_and(|operator| operator.holds_for(text, value)))
    })?;
    connection.create_scalar_function("in_set", 2, PURE, |context| match context.get_raw(0) {
        ValueRef::Integer(id) => Ok(holds(blob(context, 1)?, id)),
        _ => Ok(false),
    })?;
    connection.create_scalar_function("trail_any", 4, PURE, |context| {
        let (any, of) = (context.get(1)?, context.get(2)?);
        let objects = blob(context, 3)?;
        Ok(trail::steps(blob(context, 0)?).any(|step| is_step(&step, any, of, objects)))
    })?;
    connection.create_scalar_function("trail_exit", 1, PURE, |context| {
        Ok(trail::exit_page(blob(context, 0)?))
    })?;
    connection.create_scalar_function("trail_stage", 2, PURE, |context| {
        let orders: i64 = context.get(1)?;
        Ok(trail::stage(blob(context, 0)?, orders))
    })
}

fn text<'c>(context: &'c Context, index: usize) -> rusqlite::Result<&'c str> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(""),
        value => value.as_str().map_err(|error| Error::UserFunctionError(error.into())),
    }
}

fn blob<'c>(context: &'c Context, index: usize) -> rusqlite::Result<&'c [u8]> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(&[]),
        value => value.as_blob().map_err(|error| Error::UserFunctionError(error.into())),
    }
}
