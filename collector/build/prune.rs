//! Takes out of the Wasm what never runs, though the linker kept it.
//!
//! A function stands in the table as soon as some code takes its address, whether or not that code is still there. Of the
//! tracker's own code none calls by the table. wasm-bindgen's crates do (futures, closures), behind exports that the glue
//! never uses; and std does on the way to a panic's message, which nobody would read: it traps a step earlier.

use walrus::{ElementItems, Module};

/// Empties the table; what only it kept goes with the next collection of garbage.
pub(crate) fn empty_table(module: &mut Module) {
    for element in module.elements.iter_mut() {
        element.items = ElementItems::Functions(Vec::new());
    }
}
