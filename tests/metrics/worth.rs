//! What the random histories and filters are worth: a comparison of nothing with nothing would pass too.

use jiff::ToSpan;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::expected::Asked;
use crate::filter::filter;
use crate::history::history;
use crate::model::{Model, State, Who};
use crate::telling::Telling;

const HISTORIES: usize = 60;
const FILTERS: usize = 20;

fn drawn<T: Strategy>(runner: &mut TestRunner, of: &T) -> T::Value {
    footfall_tests::must(of.new_tree(runner), "a draw").current()
}

#[test]
fn histories_have_in_them_what_reports_are_about_and_filters_tell_sessions_apart() {
    let mut runner = TestRunner::deterministic();
    let (mut things, mut asked_filters, mut telling_apart) = ([0; 9], 0, 0);
    for _ in 0..HISTORIES {
        let telling = Telling::of(&drawn(&mut runner, &history()));
        let model = Model::of(&telling.told, telling.time_zone, &telling.rates, telling.now_ms);
        let of_orders = |is: &dyn Fn(&crate::model::Order) -> bool| {
            model.orders.iter().filter(|order| is(order)).count()
        };
        let months_ms = 60 * 86_400_000;
        let over_midnight = model
            .sessions
            .iter()
            .filter(|session| model.day(session.started_ms()) != model.day(session.last_ms()));
        let known = |session: &&crate::model::Session| matches!(session.who, Who::Known(_));
        let carts = |is: &dyn Fn(&crate::model::Cart) -> bool| {
            model.carts.iter().filter(|cart| is(cart)).count()
        };
        let found = [
            over_midnight.count(),
            model.sessions.iter().filter(known).count(),
            of_orders(&|order| order.refunded() > 0),
            of_orders(&|order| {
                order.refunds.iter().any(|refund| refund.at_ms - order.at_ms > months_ms)
            }),
            of_orders(&|order| order.cancelled),
            of_orders(&|order| order.session.is_none()),
            of_orders(&|order| order.euros.is_none()),
            of_orders(&|order| order.euros.is_some() && order.purchase.currency > 0),
            carts(&|cart| cart.state == State::Ordered && cart.abandoned_ms.is_some())
                .min(carts(&|cart| cart.is_abandoned(model.now_ms))),
        ];
        things.iter_mut().zip(found).for_each(|(all, found)| *all += usize::from(found > 0));
        let scene = model.day(telling.scene_ms);
        let (from, to) = (scene.saturating_sub(400.days()), scene.saturating_add(400.days()));
        let asked = Asked { model: &model, from, to, only: None };
        for _ in 0..FILTERS {
            let meant = drawn(&mut runner, &filter()).sessions(asked);
            asked_filters += 1;
            telling_apart += usize::from(meant.contains(&true) && meant.contains(&false));
        }
    }
    assert!(things.iter().all(|histories| histories * 20 >= HISTORIES), "{things:?}");
    assert!(telling_apart * 3 >= asked_filters, "{telling_apart} of {asked_filters}");
}
