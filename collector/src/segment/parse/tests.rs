use super::*;

fn is(dimension: Dimension, operator: Operator, value: Value) -> Filter {
    Filter::Is(Comparison { dimension, operator, value })
}

fn text(dimension: Dimension, value: &str) -> Filter {
    is(dimension, Operator::Equal, Value::Text(value.to_owned()))
}

#[test]
fn or_binds_tighter_than_and() {
    let country = |code| text(Dimension::Country, code);
    assert_eq!(
        filter("country==FR,country==DE;orders>=1"),
        Ok(Filter::All(vec![
            Filter::Any(vec![country("FR"), country("DE")]),
            is(Dimension::Orders, Operator::AtLeast, Value::Number(1)),
        ]))
    );
    assert_eq!(
        filter(" country == FR , ( country==DE ; device==mobile ) "),
        Ok(Filter::Any(vec![
            country("FR"),
            Filter::All(vec![country("DE"), text(Dimension::Device, "mobile")]),
        ]))
    );
}

#[test]
fn every_operator_is_read() {
    let cases = [
        ("source==a", Operator::Equal),
        ("source!=a", Operator::NotEqual),
        ("source=@a", Operator::Contains),
        ("source!@a", Operator::ContainsNot),
        ("source=^a", Operator::Begins),
        ("source=$a", Operator::Ends),
    ];
    for (said, operator) in cases {
        assert_eq!(filter(said), Ok(is(Dimension::Source, operator, Value::Text("a".into()))));
    }
    let cases = [
        ("orders<2", Operator::Less),
        ("orders<=2", Operator::AtMost),
        ("orders>2", Operator::More),
        ("orders>=2", Operator::AtLeast),
    ];
    for (said, operator) in cases {
        assert_eq!(filter(said), Ok(is(Dimension::Orders, operator, Value::Number(2))));
    }
    let amount = Value::Money(Decimal::parse("12.5").unwrap());
    assert_eq!(filter("revenue>12.5"), Ok(is(Dimension::Revenue, Operator::More, amount)));
}

#[test]
fn values_are_bare_or_quoted_and_may_be_empty() {
    let cases = [
        ("campaign==", ""),
        ("campaign==spring sale ", "spring sale"),
        (r#"campaign=="a;b,(c)""#, "a;b,(c)"),
        (r#"campaign=="say \"hi\" \\""#, r#"say "hi" \"#),
        ("campaign=='; drop table session --'", "'"),
        ("campaign==é=1", "é=1"),
    ];
    for (said, value) in cases {
        let first = match filter(said) {
            Ok(Filter::All(terms)) => terms.into_iter().next(),
            other => other.ok(),
        };
        if said.contains("drop") {
            // What stands behind the semicolon is no comparison.
            assert_eq!(filter(said).unwrap_err().at, 14);
        } else {
            assert_eq!(first, Some(text(Dimension::Campaign, value)), "{said}");
        }
    }
}

#[test]
fn behaviours_say_what_how_often_and_within_which_time() {
    let did = |said: &str| match filter(said) {
        Ok(Filter::Did(behaviour)) => behaviour,
        other => panic!("{said}: {other:?}"),
    };
    let plain = did("did(purchase)");
    assert_eq!((plain.operator, plain.count, plain.within_ms), (Operator::AtLeast, 1, None));
    assert!(did("!did(purchase)").negated && did("! did ( purchase )").negated);
    let three = did("did(view_item, product==LAMP) >= 3 within 7d");
    assert_eq!((three.count, three.within_ms), (3, Some(7 * 86_400_000)));
    assert_eq!(three.event, Event::Standard(StepKind::ViewItem));
    assert_eq!(three.with.map(|with| with.dimension), Some(Dimension::Product));
    assert_eq!(did("did(newsletter)==0").event, Event::Custom("newsletter".into()));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cases = [
        ("", 1, "a name is missing"),
        ("contry==FR", 1, "there is no dimension contry: country?"),
        ("country==FR;", 13, "a name is missing"),
        ("country", 8, "an operator is missing"),
        ("country=FR", 8, "an operator is missing"),
        ("country>FR", 8, "no number"),
        ("orders=@1", 7, "compared as a whole"),
        ("orders>=many", 9, "a whole number"),
        ("revenue>ten", 9, "an amount"),
        ("device==phone", 9, "one of: desktop, mobile, tablet"),
        ("(country==FR", 13, "bracket ) is missing"),
        ("country==FR)", 12, "not expected here"),
        ("country==\"FR", 10, "has no end"),
        ("é==1", 1, "there is no dimension é"),
        ("country==é;contry==1", 12, "there is no dimension contry"),
        ("did(view_item, page==/x)", 16, "view_item is not with a page"),
        ("did(view_item", 14, "bracket ) is missing"),
        ("did(view_item) =@ 3", 16, "how often"),
        ("did(view_item) >= x", 19, "a number is missing"),
        ("did(view_item) >= 3 within 7", 28, "hours or days"),
        ("did(view_item) == 3 within 7d", 16, "with > and >= only"),
        ("did(own, page==/x)", 5, "an event of the shop's own"),
    ];
    for (said, at, words) in cases {
        let error = filter(said).unwrap_err();
        assert_eq!(error.at, at, "{said}: {error}");
        assert!(error.message.contains(words), "{said}: {error}");
    }
}

#[test]
fn too_long_and_too_deep_filters_are_refused() {
    let deep = format!("{}country==FR{}", "(".repeat(17), ")".repeat(17));
    assert_eq!(filter(&deep).unwrap_err().at, 17);
    assert!(filter(&format!("{}country==FR{}", "(".repeat(16), ")".repeat(16))).is_ok());
    assert!(filter(&format!("source=={}", "x".repeat(2_000))).is_err());
}

#[test]
fn steps_of_a_funnel_stand_one_behind_the_other() {
    let said = "page_view(page=^/sale); add_to_cart ;purchase(product==LAMP)";
    let found = steps(said).unwrap();
    let events: Vec<_> = found.iter().map(|step| step.event.clone()).collect();
    let kinds = [StepKind::PageView, StepKind::AddToCart, StepKind::Purchase];
    assert_eq!(events, kinds.map(Event::Standard));
    let with: Vec<_> = found.iter().map(|step| step.with.is_some()).collect();
    assert_eq!(with, [true, false, true]);
    let cases = [
        ("", 1, "a name is missing"),
        ("view_item;", 11, "a name is missing"),
        ("view_item(page==/x)", 11, "view_item is not with a page"),
        ("view_item(product==x", 21, "bracket ) is missing"),
        ("view_item,purchase", 10, "not expected here"),
    ];
    for (said, at, words) in cases {
        let error = steps(said).unwrap_err();
        assert_eq!(error.at, at, "{said}: {error}");
        assert!(error.message.contains(words), "{said}: {error}");
    }
}
