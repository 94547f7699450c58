//! Takes out of the Wasm what never runs, though the linker kept it.
//!
//! A function stands in the table as soon as some code takes its address, whether or not that code is still there. Of the
//! tracker's own code none calls by the table. wasm-bindgen's crates do (futures, closures), behind exports that the glue
//! never uses; and std does on the way to a panic's message, which nobody would read: it traps a step earlier.

use walrus::ir::{self, Visitor};
use walrus::{ElementItems, Module};

use crate::Outcome;

/// Empties the table; what only it kept goes with the next collection of garbage.
pub(crate) fn empty_table(module: &mut Module) {
    for element in module.elements.iter_mut() {
        element.items = ElementItems::Functions(Vec::new());
    }
}

/// Fails when more than std's panic calls by the table: a `dyn` or a function as a value in the tracker or in `protocol`.
pub(crate) fn check_table_is_unused(module: &Module) -> Outcome {
    struct Calls(usize);
    impl<'instr> Visitor<'instr> for Calls {
        fn visit_call_indirect(&mut self, _: &ir::CallIndirect) {
            self.0 += 1;
        }
    }
    let callers = module.funcs.iter_local().filter(|(_, function)| {
        let mut calls = Calls(0);
        ir::dfs_in_order(&mut calls, function, function.entry_block());
        calls.0 > 0
    });
    match callers.count() {
        0 | 1 => Ok(()),
        callers => Err(format!("{callers} functions of the tracker call by the table").into()),
    }
}
