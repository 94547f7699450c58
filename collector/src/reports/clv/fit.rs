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

/// Mean log-likelihood of a customer, and its derivative by each parameter.
pub(super) type Likelihood<const N: usize> = (f64, [f64; N]);

/// All parameters are above 0, so the search goes through their logarithms. `None` when it finds no summit.
pub(super) fn most_likely<const N: usize>(
    start: [f64; N],
    likelihood: impl Fn(&[f64; N]) -> Likelihood<N>,
) -> Option<[f64; N]> {
    let search = Search { likelihood, last: RefCell::new(None) };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_grad(FLAT)
        .and_then(|solver| solver.with_tolerance_cost(f64::EPSILON))
        .ok()?;
    let start: Vec<f64> = start.iter().map(|parameter| parameter.ln()).collect();
    let executor = Executor::new(search, solver);
    let found = executor.configure(|state| state.param(start).max_iters(MAX_STEPS)).run().ok()?;
    let logarithms = found.state.get_best_param()?;
    let problem = found.problem.problem.as_ref()?;
    let (height, slope) = problem.at(logarithms);
    let is_summit = height.is_finite() && slope.iter().all(|slope| slope.abs() < NEARLY_FLAT);
    is_summit.then(|| parameters(logarithms))
}

fn parameters<const N: usize>(logarithms: &[f64]) -> [f64; N] {
    let mut parameters = [0.0; N];
    for (parameter, logarithm) in parameters.iter_mut().zip(logarithms) {
        *parameter = logarithm.exp();
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
        for (slope, parameter) in slope.iter_mut().zip(parameters) {
            *slope *= parameter;
        }
        *self.last.borrow_mut() = Some((logarithms.to_vec(), (height, slope)));
        (height, slope)
    }
}

impl<const N: usize, F: Fn(&[f64; N]) -> Likelihood<N>> CostFunction for Search<N, F> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, logarithms: &Self::Param) -> Result<f64, Error> {
        let height = self.at(logarithms).0;
        // Too far out for numbers: as unlikely as can be.
        Ok(if height.is_finite() { -height } else { f64::MAX })
    }
}

impl<const N: usize, F: Fn(&[f64; N]) -> Likelihood<N>> Gradient for Search<N, F> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, logarithms: &Self::Param) -> Result<Vec<f64>, Error> {
        Ok(self.at(logarithms).1.iter().map(|slope| -slope).collect())
    }
}
