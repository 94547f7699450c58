//! The parameters under which what was seen is most likely.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

/// Steps that are remembered: more than there are parameters.
const MEMORY: usize = 7;
/// Fits of real shops need thirty.
const MAX_STEPS: u64 = 500;
/// Of the mean log-likelihood by the logarithm of a parameter: where it is this flat, a parameter is known to more digits
/// than anybody asks for.
const FLAT: f64 = 1e-7;
/// Where the search ends without having been that good, this still is a summit; steeper is none.
const NEARLY_FLAT: f64 = 1e-4;

/// A parameter's logarithm at most and, negative, at least: a million. Where all customers leave alike, say, the summit lies
/// at the end of a ridge without end. Further out than this nothing changes any more but the digits that are lost.
const FARTHEST: f64 = 13.8;
/// What a customer tells of a logarithm when it is nothing: a hundred thousand of them would leave it open by a factor of ten.
const UNTOLD: f64 = 1e-6;
/// A derivative of what depends on it as little.
const INDIFFERENT: f64 = 0.01;
/// How far apart, in logarithms, slopes are compared to see how they bend.
const STEP: f64 = 1e-4;

/// Mean log-likelihood of a customer, and its derivative by each parameter.
pub(super) type Likelihood<const N: usize> = (f64, [f64; N]);

/// Parameters, and how well they are known: what one customer tells of their logarithms (Fisher's observed information).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit<const N: usize> {
    pub(super) parameters: [f64; N],
    pub(super) information: [[f64; N]; N],
}

/// All parameters are above 0, so the search goes through their logarithms. `None` when it finds no summit.
pub(super) fn most_likely<const N: usize>(
    start: [f64; N],
    likelihood: impl Fn(&[f64; N]) -> Likelihood<N>,
) -> Option<Fit<N>> {
    let search = Search { likelihood, last: RefCell::new(None) };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_grad(FLAT)
        .and_then(|solver| solver.with_tolerance_cost(f64::EPSILON))
        .ok()?;
    let start: Vec<f64> = start.iter().map(|parameter| parameter.ln()).collect();
    let executor = Executor::new(&search, solver);
    let found = executor.configure(|state| state.param(start).max_iters(MAX_STEPS)).run().ok()?;
    // Also where the search ended with an error: on a ridge it may go no further.
    let logarithms = found.state.get_best_param()?;
    let (height, slope) = search.at(logarithms);
    let is_summit = height.is_finite() && slope.iter().all(|slope| slope.abs() < NEARLY_FLAT);
    let mut information = [[0.0; N]; N];
    for (place, row) in information.iter_mut().enumerate() {
        let slope = |step: f64| {
            let mut near = logarithms.clone();
            near.iter_mut().skip(place).take(1).for_each(|logarithm| *logarithm += step);
            search.at(&near).1
        };
        for (bend, (after, before)) in row.iter_mut().zip(slope(STEP).iter().zip(slope(-STEP))) {
            *bend = (before - after) / (2.0 * STEP);
        }
    }
    is_summit.then(|| Fit { parameters: parameters(logarithms), information })
}

impl<const N: usize> Fit<N> {
    /// How much a number varies with the parameters' errors, as they are known from so many customers, by the delta method:
    /// gᵀ I⁻¹ g / n, with its derivatives `g` by the parameters' logarithms. `None` where it depends on what nobody can tell.
    pub(super) fn variance(&self, gradient: [f64; N], customers: f64) -> Option<f64> {
        // Cholesky: I = L Lᵀ, so that what is sought is |L⁻¹ g|².
        let mut lower = [[0.0; N]; N];
        let mut solved = [0.0; N];
        for row in 0..N {
            for column in 0..=row {
                let dot: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
                let left = self.information[row][column] - dot;
                lower[row][column] = match row == column {
                    true => left.max(0.0).sqrt(),
                    // Behind one that nobody can tell.
                    false if lower[column][column] == 0.0 => 0.0,
                    false => left / lower[column][column],
                };
            }
            let dot: f64 = (0..row).map(|k| lower[row][k] * solved[k]).sum();
            let left = gradient[row] - dot;
            if lower[row][row] * lower[row][row] > UNTOLD {
                solved[row] = left / lower[row][row];
            } else if left.abs() < INDIFFERENT {
                lower[row][row] = 0.0;
            } else {
                return None;
            }
        }
        Some(solved.iter().map(|part| part * part).sum::<f64>() / customers)
    }
}

fn parameters<const N: usize>(logarithms: &[f64]) -> [f64; N] {
    let mut parameters = [0.0; N];
    for (parameter, logarithm) in parameters.iter_mut().zip(logarithms) {
        *parameter = logarithm.clamp(-FARTHEST, FARTHEST).exp();
    }
    parameters
}

struct Search<const N: usize, F> {
    likelihood: F,
    /// Height and slope of one place are asked for one after the other, and come of one pass over the customers.
    last: RefCell<Option<(Vec<f64>, Likelihood<N>)>>,
}

impl<const N: usize, F: Fn(&[f64; N]) -> Likelihood<N>> Search<N, F> {
    /// The slope by the logarithms.
    fn at(&self, logarithms: &[f64]) -> Likelihood<N> {
        if let Some((place, known)) = &*self.last.borrow()
            && place == logarithms
        {
            return *known;
        }
        let parameters = parameters(logarithms);
        let (height, mut slope) = (self.likelihood)(&parameters);
        for ((slope, parameter), logarithm) in slope.iter_mut().zip(parameters).zip(logarithms) {
            *slope *= if logarithm.abs() < FARTHEST { parameter } else { 0.0 };
        }
        *self.last.borrow_mut() = Some((logarithms.to_vec(), (height, slope)));
        (height, slope)
    }
}

impl<const N: usize, F: Fn(&[f64; N]) -> Likelihood<N>> CostFunction for &Search<N, F> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, logarithms: &Self::Param) -> Result<f64, Error> {
        let height = self.at(logarithms).0;
        // Too far out for numbers: as unlikely as can be.
        Ok(if height.is_finite() { -height } else { f64::MAX })
    }
}

impl<const N: usize, F: Fn(&[f64; N]) -> Likelihood<N>> Gradient for &Search<N, F> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, logarithms: &Self::Param) -> Result<Vec<f64>, Error> {
        Ok(self.at(logarithms).1.iter().map(|slope| -slope).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bell about ln 2 and ln 5, narrow one way and wide the other.
    fn bell(&[x, y]: &[f64; 2]) -> Likelihood<2> {
        let (x_off, y_off) = ((x / 2.0).ln(), (y / 5.0).ln());
        let height = -(3.0 * x_off * x_off + 2.0 * x_off * y_off + 2.0 * y_off * y_off) / 2.0;
        (height, [-(3.0 * x_off + y_off) / x, -(x_off + 2.0 * y_off) / y])
    }

    #[test]
    fn the_summit_is_found_and_how_it_bends() {
        let fit = most_likely([1.0, 1.0], bell).unwrap();
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-5, "{found}");
        near(fit.parameters[0], 2.0);
        near(fit.parameters[1], 5.0);
        for (row, expected) in fit.information.iter().zip([[3.0, 1.0], [1.0, 2.0]]) {
            near(row[0], expected[0]);
            near(row[1], expected[1]);
        }
        // The inverse is [[2, −1], [−1, 3]] / 5.
        near(fit.variance([1.0, 0.0], 1.0).unwrap(), 0.4);
        near(fit.variance([1.0, 2.0], 10.0).unwrap(), (2.0 - 4.0 + 12.0) / 50.0);
    }

    #[test]
    fn a_ridge_without_end_is_followed_far_and_matters_only_to_what_depends_on_it() {
        let far = most_likely([1.0], |&[x]| (-1.0 / x, [1.0 / (x * x)])).unwrap();
        assert!(far.parameters[0] > 1_000.0, "{far:?}");
        let ridge = Fit { parameters: [1.0; 2], information: [[1.0, 1.0], [1.0, 1.0]] };
        assert_eq!(ridge.variance([1.0, 0.0], 5.0), None);
        assert_eq!(ridge.variance([1.0, 1.0], 5.0), Some(0.2));
    }
}
