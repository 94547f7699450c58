//! Takes functions out of the Wasm's table that nothing refers to. The linker puts a function there as soon as some code
//! takes its address, and never asks again whether that code is still there: wasm-bindgen's crates export their futures
//! and closures, and once those exports are gone, the table alone would keep them.
//!
//! A place in the table is a number in code or data like any other. The tracker is linked with a table that begins at
//! [`TABLE_BASE`], so that these numbers are not those of anything else; where one is, a function too many is kept.

use std::collections::HashSet;

use walrus::ir::{self, Visitor};
use walrus::{ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, Module};

pub(crate) const TABLE_BASE: i32 = 5_000;

#[derive(Default)]
struct Referred {
    functions: HashSet<FunctionId>,
    unread: Vec<FunctionId>,
    numbers: HashSet<i32>,
}

impl Referred {
    fn read(&mut self, module: &Module) {
        while let Some(function) = self.unread.pop() {
            if let FunctionKind::Local(local) = &module.funcs.get(function).kind {
                ir::dfs_in_order(self, local, local.entry_block());
            }
        }
    }
}

impl<'instr> Visitor<'instr> for Referred {
    fn visit_function_id(&mut self, function: &FunctionId) {
        if self.functions.insert(*function) {
            self.unread.push(*function);
        }
    }

    fn visit_const(&mut self, constant: &ir::Const) {
        if let ir::Value::I32(number) = constant.value {
            self.numbers.insert(number);
        }
    }
}

/// Empties the places that nothing refers to; what only they kept goes with the next collection of garbage.
pub(crate) fn empty(module: &mut Module) {
    let mut referred = Referred::default();
    for export in module.exports.iter() {
        if let ExportItem::Function(function) = export.item {
            referred.visit_function_id(&function);
        }
    }
    for data in module.data.iter() {
        let words = data.value.windows(4).filter_map(|word| word.try_into().ok());
        referred.numbers.extend(words.map(i32::from_le_bytes));
    }
    let placed: Vec<(i32, FunctionId)> = places(module);
    loop {
        referred.read(module);
        for (place, function) in &placed {
            if referred.numbers.contains(place) {
                referred.visit_function_id(function);
            }
        }
        if referred.unread.is_empty() {
            break;
        }
    }
    // A place can't be left out, but any function can stand in it.
    let is_live = |function: &FunctionId| referred.functions.contains(function);
    let Some((_, stand_in)) = placed.iter().find(|(_, function)| is_live(function)) else { return };
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            for function in functions.iter_mut().filter(|function| !is_live(function)) {
                *function = *stand_in;
            }
        }
    }
}

fn places(module: &Module) -> Vec<(i32, FunctionId)> {
    let mut placed = Vec::new();
    for element in module.elements.iter() {
        if let (
            ElementKind::Active { offset: ConstExpr::Value(ir::Value::I32(base)), .. },
            ElementItems::Functions(functions),
        ) = (&element.kind, &element.items)
        {
            placed.extend((*base..).zip(functions.iter().copied()));
        }
    }
    placed
}
