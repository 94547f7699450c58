//! A notice in words, as mail has it: once as plain text, once as simple HTML. What shoppers can write (names of products,
//! of campaigns) is text in both.

use serde_json::Value;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

enum Block {
    Line(String),
    Title(&'static str),
    List(Vec<String>),
}

/// `dashboard`: where the numbers stand.
pub(super) fn letter(notice: &Value, dashboard: &str) -> Letter {
    let site = line(&notice["site"]["name"]);
    let (kind, rule) = (text(&notice["kind"]), text(&notice["rule"]));
    let (subject, mut blocks) = match (kind, rule) {
        ("summary", _) => summary(&notice["data"]),
        ("alert", rule) => alert(rule, &notice["data"]),
        ("recovered", rule) => recovered(rule),
        _ => ("A test".to_owned(), vec![Block::Line("Summaries and alerts arrive here.".into())]),
    };
    if kind == "alert" {
        blocks.push(Block::Line(format!("Since {}.", line(&notice["since"]))));
    }
    blocks.push(Block::Line(format!("{dashboard}/?site={}", line(&notice["site"]["id"]))));
    Letter { subject: format!("{site}: {subject}"), text: plain(&blocks), html: html(&blocks) }
}

fn alert(rule: &str, data: &Value) -> (String, Vec<Block>) {
    let hours = data["hours"].as_i64().unwrap_or(0);
    match rule {
        "no_orders" => (
            format!("no orders for {hours} hours"),
            vec![Block::Line(format!(
                "No order came in the last {hours} hours. In at least three of the last four weeks there were some in \
                 these same hours."
            ))],
        ),
        "tracker_silent" => (
            format!("nothing heard for {hours} hours"),
            vec![Block::Line(format!(
                "The shop's pages sent nothing in the last {hours} hours, in which they usually do. Is the tag still in \
                 them?"
            ))],
        ),
        "revenue_down" => {
            let (revenue, usual) = (money(&data["revenue"]), money(&data["usual_revenue"]));
            let day = line(&data["day"]);
            let words = format!(
                "Customers paid {revenue} on {day}. The mean of the same weekday in the four weeks before is {usual}."
            );
            ("revenue is down".to_owned(), vec![Block::Line(words)])
        }
        _ => {
            let words =
                format!("{} of {} events were refused today:", data["refused"], data["seen"]);
            let reasons = data["reasons"].as_array().into_iter().flatten();
            let reasons = reasons.map(|row| format!("{}: {}", line(&row["reason"]), row["count"]));
            (
                "many events are refused".to_owned(),
                vec![Block::Line(words), Block::List(reasons.collect())],
            )
        }
    }
}

fn recovered(rule: &str) -> (String, Vec<Block>) {
    let words = match rule {
        "no_orders" => "orders come again",
        "tracker_silent" => "the shop is heard again",
        "revenue_down" => "revenue is what it usually is",
        _ => "few events are refused now",
    };
    (words.to_owned(), vec![Block::Line("What was told before is over.".into())])
}

const NAMES: [(&str, &str); 7] = [
    ("total_revenue", "Total revenue"),
    ("orders", "Orders"),
    ("average_order_value", "Average order value"),
    ("sessions", "Sessions"),
    ("visitors", "Visitors"),
    ("session_conversion_rate", "Conversion rate"),
    ("cart_abandonment_rate", "Cart abandonment"),
];

fn summary(data: &Value) -> (String, Vec<Block>) {
    let (from, to) = (line(&data["from"]), line(&data["to"]));
    let numbers = NAMES.map(|(id, name)| {
        let (now, before) = (number(&data["numbers"][id]), number(&data["previous"][id]));
        format!("{name}: {now} (the week before: {before})")
    });
    let rows = |key: &str, words: fn(&Value) -> String| -> Vec<String> {
        data[key].as_array().into_iter().flatten().map(words).collect()
    };
    let products = rows("products", |row| {
        let name = if row["item_name"].is_string() { &row["item_name"] } else { &row["item_id"] };
        format!("{}: {}", line(name), money(&row["revenue"]))
    });
    let sources = rows("sources", |row| {
        let source = line(&row["source"]);
        let source = if source.is_empty() { "(direct)".to_owned() } else { source };
        format!("{source}: {} sessions, {}", row["sessions"], money(&row["total_revenue"]))
    });
    let mut blocks =
        vec![Block::Line(format!("From {from} to {to}:")), Block::List(numbers.into())];
    for (title, list) in [("Products", products), ("Sources", sources)] {
        if !list.is_empty() {
            blocks.extend([Block::Title(title), Block::List(list)]);
        }
    }
    (format!("the week from {from}"), blocks)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// On one line, whatever is in it.
fn line(value: &Value) -> String {
    text(value).chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn money(value: &Value) -> String {
    match value["amount"].as_str() {
        Some(amount) => format!("{amount} {}", line(&value["currency"])),
        None => "–".to_owned(),
    }
}

/// Money, a count, a ratio in percent; a dash where there is nothing to divide by.
fn number(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Object(_) => money(value),
        Value::Number(number) if number.is_f64() => {
            format!("{:.1} %", number.as_f64().unwrap_or(0.0) * 100.0)
        }
        value => value.to_string(),
    }
}

fn plain(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Line(words) => format!("{words}\n"),
        Block::Title(words) => format!("{words}\n"),
        Block::List(lines) => lines.iter().map(|line| format!("- {line}\n")).collect(),
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn html(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Line(words) => format!("<p>{}</p>\n", escaped(words)),
        Block::Title(words) => format!("<h2>{}</h2>\n", escaped(words)),
        Block::List(lines) => {
            let rows: String =
                lines.iter().map(|line| format!("<li>{}</li>\n", escaped(line))).collect();
            format!("<ul>\n{rows}</ul>\n")
        }
    };
    let body: String = blocks.iter().map(block).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><body>\n{body}</body></html>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_shoppers_write_is_text_in_a_letter() {
        let hostile = "<img src=x onerror=alert(1)>\r\nBcc: a@b \"'&";
        let notice = json!({
            "kind": "summary", "rule": "weekly_summary", "site": { "id": "shop", "name": hostile },
            "data": {
                "from": "2026-11-16", "to": "2026-11-22", "numbers": { "orders": 3 }, "previous": {},
                "products": [{ "item_name": hostile, "revenue": { "amount": "5.00", "currency": "EUR" } }],
                "sources": [{ "source": hostile, "sessions": 2 }],
            },
        });
        let letter = letter(&notice, "https://stats.example");
        assert!(!letter.subject.contains(['\r', '\n']), "{:?}", letter.subject);
        assert!(!letter.html.contains("<img"), "{}", letter.html);
        assert!(
            letter.html.contains(
                "&lt;img src=x onerror=alert(1)&gt;  Bcc: a@b &quot;&#39;&amp;: 5.00 EUR"
            )
        );
        assert!(letter.text.lines().all(|line| !line.starts_with("Bcc")), "{}", letter.text);
        assert!(letter.text.contains("- Orders: 3 (the week before: –)"), "{}", letter.text);
    }

    #[test]
    fn every_rule_has_words_when_it_begins_and_when_it_is_over() {
        let check = |kind: &str, rule: &str, data: Value, subject: &str| {
            let notice = json!({
                "kind": kind, "rule": rule, "site": { "id": "shop", "name": "My shop" },
                "since": "2026-11-25T08:00:00+01:00", "data": data,
            });
            assert_eq!(letter(&notice, "https://a").subject, format!("My shop: {subject}"));
        };
        check("alert", "no_orders", json!({ "hours": 4 }), "no orders for 4 hours");
        check("alert", "tracker_silent", json!({ "hours": 6 }), "nothing heard for 6 hours");
        check("alert", "revenue_down", json!({}), "revenue is down");
        check("alert", "refusals", json!({}), "many events are refused");
        check("recovered", "no_orders", json!({}), "orders come again");
        check("recovered", "tracker_silent", json!({}), "the shop is heard again");
        check("recovered", "revenue_down", json!({}), "revenue is what it usually is");
        check("recovered", "refusals", json!({}), "few events are refused now");
        check("test", "test", json!({}), "A test");
    }
}
