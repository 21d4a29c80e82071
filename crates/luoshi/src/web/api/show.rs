//! The description of the API as a page for people.

use askama::Template;
use axum::response::Html;
use policy::access::Role;
use serde_json::Value;

use super::{
    super::{
        Access,
        guard::Visit,
        page::{Page, html},
    },
    describe::{ROOT, endpoints, generator, parts},
};

#[derive(Template)]
#[template(path = "api/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    root: &'static str,
    endpoints: Vec<Row>,
}

struct Row {
    method: &'static str,
    path: &'static str,
    about: String,
    needs: String,
    /// Name and meaning.
    parameters: Vec<(String, String)>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    /// From the source, in English.
    about: String,
}

/// How deep into an answer the page goes.
const DEPTH: usize = 3;

pub(in crate::web) async fn show(visit: Visit) -> Html<String> {
    let page = Page::new(&visit, "api-title");
    let mut schemas = generator();
    let mut rows = Vec::new();
    for (route, endpoint) in endpoints() {
        let answer = (endpoint.answer)(&mut schemas).to_value();
        let needs = match route.access {
            Access::Anyone => page.t("api-open"),
            Access::SignedIn => page.t("api-any-token"),
            Access::Needs(right) => {
                let roles: Vec<_> = Role::ALL.into_iter().filter(|role| role.may(right)).collect();
                match roles.len() {
                    count if count == Role::ALL.len() => page.t("api-any-token"),
                    _ => {
                        roles.iter().map(|role| page.t(role.key())).collect::<Vec<_>>().join(&page.t("list-separator"))
                    }
                }
            }
        };
        let in_path = parts(route.path).map(|part| (part.to_owned(), page.t("api-in-path")));
        let in_query = endpoint.query.iter().map(|(name, _, key)| ((*name).to_owned(), page.t(key)));
        let mut fields = Vec::new();
        let about = page.lang() == "en";
        collect(&answer, &schemas.definitions().clone().into(), "", 0, about, &mut fields);
        let sent = endpoint.body.iter().flat_map(|body| body.fields).map(|(name, _, needed, key)| {
            let need = page.t(if *needed { "template-required" } else { "template-optional" });
            ((*name).to_owned(), format!("{} · {need}", page.t(key)))
        });
        let parameters = in_path.chain(in_query).chain(sent).collect();
        rows.push(Row {
            method: endpoint.method,
            path: route.path,
            about: page.t(endpoint.key),
            needs,
            parameters,
            fields,
        });
    }
    html(&Show { page: &page, root: ROOT, endpoints: rows })
}

/// The fields of an answer, those of parts after the part; a list is written with `[]`.
fn collect(schema: &Value, known: &Value, prefix: &str, depth: usize, about: bool, fields: &mut Vec<Field>) {
    let schema = resolved(schema, known);
    if let Some(items) = schema.get("items") {
        return collect(items, known, &format!("{prefix}[]"), depth, about, fields);
    }
    if depth == DEPTH {
        return;
    }
    for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let said = inner.get("description").and_then(Value::as_str).filter(|_| about).unwrap_or_default();
        fields.push(Field { name: path.clone(), kind: kind(inner, known), about: said.to_owned() });
        collect(inner, known, &path, depth + 1, about, fields);
    }
}

/// The schema behind a reference, and that of a value that may be missing.
fn resolved<'a>(schema: &'a Value, known: &'a Value) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    if let Some(found) = name.and_then(|name| known.get(name)) {
        return found;
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    let is_null = |one: &&Value| one.get("type").is_some_and(|kind| kind == "null");
    match choices.and_then(|choices| choices.iter().find(|one| !is_null(one))) {
        Some(inner) => resolved(inner, known),
        None => schema,
    }
}

/// The type of a field in a word or two.
fn kind(schema: &Value, known: &Value) -> String {
    let inner = resolved(schema, known);
    let format = inner.get("format").and_then(Value::as_str).filter(|format| format.starts_with("date"));
    let kinds = match inner.get("type") {
        Some(Value::String(kind)) => format.unwrap_or(kind).to_owned(),
        Some(Value::Array(kinds)) => {
            let kinds: Vec<_> = kinds.iter().filter_map(Value::as_str).collect();
            kinds.join(" | ").replace("string", format.unwrap_or("string"))
        }
        _ if inner.get("oneOf").is_some() || inner.get("enum").is_some() => "string".to_owned(),
        _ => String::new(),
    };
    if schema.get("anyOf").is_some() { format!("{kinds} | null") } else { kinds }
}
