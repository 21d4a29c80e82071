//! The JSON contracts of `docs/json.md`: every field by name and type, on the shipped packs.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "support/children.rs"]
mod children;
#[path = "support/district.rs"]
mod district;
mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{luoshi, luoshi_at};

/// The shape of a value: types for values; the fields of all elements of a list together, with `?` for those that not
/// every element has.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(items) => json!([items.iter().map(shape).reduce(merged).unwrap_or(json!("nothing"))]),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
    }
}

fn merged(a: Value, b: Value) -> Value {
    match (a, b) {
        (a, b) if a == b => a,
        (Value::Object(a), Value::Object(b)) => {
            let mut fields: BTreeMap<String, Value> = BTreeMap::new();
            let plain = |key: &str| key.trim_end_matches('?').to_owned();
            let has = |map: &serde_json::Map<String, Value>, key: &str| map.contains_key(key);
            for (key, value) in a.iter().chain(&b) {
                let name = plain(key);
                let optional = key.ends_with('?') || !(has(&a, &name) && has(&b, &name));
                let (with, without) = (format!("{name}?"), name.clone());
                let held = fields.remove(&with).or_else(|| fields.remove(&without));
                let value = held.map_or_else(|| value.clone(), |held| merged(held, value.clone()));
                fields.insert(if optional { with } else { without }, value);
            }
            fields.into_iter().collect()
        }
        (Value::Array(a), Value::Array(b)) => {
            let inner = a.into_iter().chain(b).filter(|item| item != "nothing").reduce(merged);
            json!([inner.unwrap_or(json!("nothing"))])
        }
        (Value::String(a), Value::String(b)) => {
            let mut types: Vec<&str> = a.split(" | ").chain(b.split(" | ")).collect();
            types.sort_unstable();
            types.dedup();
            json!(types.join(" | "))
        }
        (Value::String(word), other) | (other, Value::String(word)) if word == "null" => json!({ "or null": other }),
        (a, b) => json!({ "either": [a, b] }),
    }
}

async fn answer(args: &[&str]) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let reply = luoshi(dir.path(), args).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    serde_json::from_str(&reply.out).unwrap()
}

#[tokio::test]
async fn plan_show() {
    let plan = answer(&["plan", "show", "--format", "json"]).await;
    insta::assert_json_snapshot!(shape(&plan));
    // Official names, in Chinese, in the order of the source.
    assert_eq!(plan["tasks"].as_array().unwrap().len(), 17);
    assert_eq!(plan["actions"].as_array().unwrap().len(), 6);
    assert_eq!(plan["safeguards"].as_array().unwrap().len(), 5);
    let names: Vec<&str> =
        plan["units"].as_array().unwrap().iter().map(|unit| unit["name"].as_str().unwrap()).collect();
    for task in plan["tasks"].as_array().unwrap() {
        for unit in task["lead"].as_array().unwrap().iter().chain(task["responsible"].as_array().unwrap()) {
            assert!(names.contains(&unit.as_str().unwrap()), "{unit} is no unit of the plan");
        }
    }
}

#[tokio::test]
async fn plan_show_is_the_same_in_every_language() {
    let dir = tempfile::tempdir().unwrap();
    let chinese = luoshi(dir.path(), &["plan", "show", "--format", "json"]).await;
    let english = support::luoshi_in(dir.path(), "en", &["plan", "show", "--format", "json"]).await;
    assert_eq!(chinese, english);
}

#[tokio::test]
async fn indicator_list() {
    insta::assert_json_snapshot!(shape(&answer(&["indicator", "list", "--format", "json"]).await));
}

#[tokio::test]
async fn indicator_series() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let ask = ["indicator", "series", "gaokao_first_line", "--on", "2025-01-01", "--format", "json"];
    let reply = luoshi(dir.path(), &ask).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    insta::assert_json_snapshot!(shape(&serde_json::from_str(&reply.out).unwrap()));
}

#[tokio::test]
async fn status_of_an_empty_workspace_is_no_data_for_every_target_of_the_plan() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let reply = luoshi(dir.path(), &["status", "--format", "json"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let status: Value = serde_json::from_str(&reply.out).unwrap();
    insta::assert_json_snapshot!(shape(&status));
    assert_eq!(status["as_of"], "2025-03-01");
    let plan = answer(&["plan", "show", "--format", "json"]).await;
    let of_plan = plan["commitments"].as_array().unwrap().iter().flat_map(|one| one["targets"].as_array().unwrap());
    assert_eq!(status["targets"].as_array().unwrap().len(), of_plan.count());
    for target in status["targets"].as_array().unwrap() {
        assert_eq!((&target["status"], &target["value"]), (&json!("no_data"), &Value::Null));
        assert!(!target["reason"].as_str().unwrap().contains("Unknown localization key"));
    }
}

#[tokio::test]
async fn reconciliations_and_files_of_missing_children() {
    let (children, pupils) = children::with_errors();
    let dir = district::district(&children, &pupils).await;
    let said = async |args: &[&str]| {
        let reply = luoshi_at(dir.path(), "2025-03-01T00:00:00Z", args).await;
        assert_eq!(reply.code, 0, "{args:?}: {}", reply.err);
        reply.out
    };
    said(&["reconcile", "run", "--on", "2024-09-01"]).await;
    let mut shapes = BTreeMap::new();
    for command in [["reconcile", "list"], ["reconcile", "show"], ["case", "list"], ["case", "count"]] {
        let told = said(&[&command[..], &["--format", "json"]].concat()).await;
        shapes.insert(command.join(" "), shape(&serde_json::from_str(&told).unwrap()));
    }
    insta::assert_json_snapshot!(shapes);
}
