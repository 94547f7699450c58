//! Takes out of the Wasm what never runs, though the linker kept it.
//!
//! A function stands in the table as soon as some code takes its address, whether or not that code is still there. Of the
//! tracker's own code none calls by the table. wasm-bindgen's crates do (futures, closures), behind exports that the glue
//! never uses; and std does on the way to a panic's message, which nobody would read.

use walrus::ir::{self, Instr, Visitor};
use walrus::{ElementItems, FunctionId, LocalFunction, Module};

use crate::Outcome;

/// Empties the table; what only it kept goes with the next collection of garbage.
pub(crate) fn empty_table(module: &mut Module) {
    for element in module.elements.iter_mut() {
        element.items = ElementItems::Functions(Vec::new());
    }
}

/// Makes what never returns trap at its first step: that is a panic, whose message would be put together for nobody.
pub(crate) fn trap_early(module: &mut Module) {
    let ends = module.funcs.iter_local().filter(|(_, body)| never_returns(body));
    let ends: Vec<FunctionId> = ends.map(|(id, _)| id).collect();
    for id in ends {
        let body = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = body.entry_block();
        body.block_mut(entry).instrs = vec![(ir::Unreachable {}.into(), ir::InstrLocId::default())];
    }
}

fn never_returns(body: &LocalFunction) -> bool {
    struct Returns {
        entry: ir::InstrSeqId,
        found: bool,
    }
    impl<'instr> Visitor<'instr> for Returns {
        fn visit_return(&mut self, _: &ir::Return) {
            self.found = true;
        }
        fn visit_instr_seq_id(&mut self, target: &ir::InstrSeqId) {
            self.found |= *target == self.entry;
        }
    }
    let entry = body.entry_block();
    let last = body.block(entry).instrs.last().map(|(instr, _)| instr);
    let mut returns = Returns { entry, found: false };
    ir::dfs_in_order(&mut returns, body, entry);
    matches!(last, Some(Instr::Unreachable(_))) && !returns.found
}

/// Blanks the names of std's source files, which only a panic's message would have said.
pub(crate) fn blank_locations(module: &mut Module) {
    const START: &[u8] = b"/rustc/";
    const END: &[u8] = b".rs";
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in segments {
        let data = module.data.get_mut(id);
        let mut from = 0;
        while let Some(start) = place(&data.value, START, from) {
            let end =
                place(&data.value, END, start).map_or(data.value.len(), |end| end + END.len());
            data.value[start..end].fill(0);
            from = end;
        }
    }
}

fn place(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

/// Fails when something still calls by the table: a `dyn` or a function as a value in the tracker or in `protocol`.
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
        0 => Ok(()),
        callers => Err(format!("{callers} functions of the tracker call by the table").into()),
    }
}
