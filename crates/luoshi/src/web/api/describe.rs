//! The description of the API: OpenAPI 3.1, made from the route list, the shapes of answers and the texts.

use policy::{dataset::Dataset, text::Language};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::super::{Access, Listed, list};
use crate::{
    contract::{
        edition::Edition,
        import::{Finding, Import},
        indicator::{Figures, Listed as Indicator},
        manifest::{Publication, School, Snapshot},
        plan::Plan,
        problem::Problem,
        status::Status,
    },
    words::{Words, name},
};

/// Where all endpoints begin.
pub(in crate::web) const ROOT: &str = "/api/v1";

/// What is said of an endpoint besides its route.
pub(in crate::web) struct Endpoint {
    pub method: &'static str,
    pub path: &'static str,
    /// Fluent key of what it answers.
    pub key: &'static str,
    /// Parameters of the query: name, JSON type, Fluent key.
    pub query: &'static [(&'static str, &'static str, &'static str)],
    pub body: Option<Body>,
    pub answer: fn(&mut SchemaGenerator) -> Schema,
    /// What the answer is.
    pub media: &'static str,
    /// The work goes on after the answer, which says where to ask for it.
    pub goes_on: bool,
}

/// What is sent.
pub(in crate::web) struct Body {
    pub kind: &'static str,
    /// Name, JSON type, whether it has to be there, Fluent key; a file has the type `file`.
    pub fields: &'static [(&'static str, &'static str, bool, &'static str)],
}

const fn plain<T: JsonSchema>(path: &'static str, key: &'static str) -> Endpoint {
    let answer = SchemaGenerator::subschema_for::<T>;
    let media = "application/json";
    Endpoint { method: "GET", path, key, query: &[], body: None, answer, media, goes_on: false }
}

/// A list, which can be asked for in parts.
const fn parted<T: JsonSchema>(path: &'static str, key: &'static str) -> Endpoint {
    Endpoint {
        query: &[("limit", "integer", "api-limit"), ("cursor", "string", "api-cursor")],
        ..plain::<Vec<T>>(path, key)
    }
}

const FILE: Body = Body {
    kind: "multipart/form-data",
    fields: &[
        ("scope", "string", true, "api-import-scope"),
        ("as_of", "string", true, "api-import-as-of"),
        ("file", "file", true, "api-import-file"),
    ],
};

const DECISION: Body = Body {
    kind: "application/json",
    fields: &[
        ("valid_rows_only", "boolean", false, "api-import-valid-rows-only"),
        ("reason", "string", false, "api-import-reason"),
    ],
};

pub(in crate::web) const ENDPOINTS: [Endpoint; 18] = [
    plain::<Map<String, Value>>("/api/v1/openapi.json", "api-openapi"),
    Endpoint { media: "text/calendar", ..plain::<String>(super::calendar::PATH, "api-calendar") },
    plain::<Plan<'static>>("/api/v1/plan", "api-plan"),
    plain::<Status<'static>>("/api/v1/status", "api-status"),
    parted::<Indicator<'static>>("/api/v1/indicators", "api-indicators"),
    plain::<Indicator<'static>>("/api/v1/indicators/{id}", "api-indicator"),
    Endpoint {
        query: &[("org", "string", "api-figures-org"), ("period", "integer", "api-figures-period")],
        ..plain::<Figures<'static>>("/api/v1/indicators/{id}/figures", "api-figures")
    },
    parted::<School<'static>>("/api/v1/schools", "api-schools"),
    parted::<Dataset>("/api/v1/datasets", "api-datasets"),
    parted::<Snapshot<'static>>("/api/v1/snapshots", "api-snapshots"),
    Endpoint {
        method: "POST",
        body: Some(FILE),
        goes_on: true,
        ..plain::<Import<'static>>("/api/v1/datasets/{dataset}/imports", "api-import-hand-in")
    },
    parted::<Import<'static>>("/api/v1/imports", "api-imports"),
    plain::<Import<'static>>("/api/v1/imports/{id}", "api-import"),
    parted::<Finding>("/api/v1/imports/{id}/problems", "api-import-problems"),
    Endpoint {
        method: "POST",
        body: Some(DECISION),
        goes_on: true,
        ..plain::<Import<'static>>("/api/v1/imports/{id}/accept", "api-import-accept")
    },
    Endpoint { method: "POST", ..plain::<Import<'static>>("/api/v1/imports/{id}/cancel", "api-import-cancel") },
    parted::<Publication>("/api/v1/publications", "api-publications"),
    plain::<Edition>("/api/v1/publications/{number}", "api-publication"),
];

/// Makes the schemas of answers; those that are used twice stand under `components`.
pub(super) fn generator() -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.with(|settings| settings.definitions_path = "/components/schemas".into()).into_generator()
}

/// The routes of the API with what is said of them.
pub(super) fn endpoints() -> impl Iterator<Item = (Listed, &'static Endpoint)> {
    list().into_iter().filter_map(|route| {
        let is_it = |one: &&Endpoint| one.path == route.path && one.method == route.method.as_str();
        let endpoint = ENDPOINTS.iter().find(is_it)?;
        Some((route, endpoint))
    })
}

/// Names in the path.
pub(super) fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// The document; in English, as programs are written.
pub(in crate::web) async fn openapi() -> axum::Json<Value> {
    axum::Json(document())
}

fn document() -> Value {
    let words = Words(Language::English);
    let mut schemas = generator();
    let problem = schemas.subschema_for::<Problem>();
    let mut paths = Map::new();
    for (route, endpoint) in endpoints() {
        let answer = (endpoint.answer)(&mut schemas);
        let operation = operation(words, &route, endpoint, &answer);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words.say("api-document-title"),
            "version": "1",
            "description": words.say("api-lead"),
        },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": {
                "Problem": {
                    "description": words.say("api-problems-lead"),
                    "content": { "application/problem+json": { "schema": problem } },
                },
            },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": words.say("api-token-lead") },
                "password": { "type": "http", "scheme": "basic", "description": words.say("api-password-lead") },
            },
        },
    })
}

fn operation(words: Words, route: &Listed, endpoint: &Endpoint, answer: &Schema) -> Value {
    let in_path = parts(route.path)
        .map(|part| json!({ "name": part, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = endpoint.query.iter().map(|(name, kind, key)| {
        json!({ "name": name, "in": "query", "description": words.say(key), "schema": { "type": kind } })
    });
    let mut said = json!({
        "description": words.say(endpoint.key),
        "content": { endpoint.media: { "schema": answer } },
    });
    if endpoint.query.iter().any(|(name, ..)| *name == "cursor") {
        let link = json!({ "description": words.say("api-link"), "schema": { "type": "string" } });
        said["headers"] = json!({ "Link": link });
    }
    if endpoint.goes_on {
        let location = json!({ "description": words.say("api-location"), "schema": { "type": "string" } });
        said["headers"] = json!({ "Location": location });
    }
    let status = if endpoint.goes_on { "202" } else { "200" };
    let mut operation = json!({
        "operationId": endpoint.key,
        "summary": words.say(endpoint.key),
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": { status: said, "default": { "$ref": "#/components/responses/Problem" } },
        "security": [],
    });
    if let Some(body) = &endpoint.body {
        operation["requestBody"] = request(words, body);
    }
    if route.access != Access::Anyone {
        operation["security"] = match route.path {
            super::calendar::PATH => json!([{ "token": [] }, { "password": [] }]),
            _ => json!([{ "token": [] }]),
        };
    }
    if let Access::Needs(right) = route.access {
        operation["x-right"] = name(&right).into();
    }
    operation
}

fn request(words: Words, body: &Body) -> Value {
    let property = |(name, kind, _, key): &(&str, &str, bool, &str)| {
        let mut schema = match *kind {
            "file" => json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            kind => json!({ "type": kind }),
        };
        schema["description"] = words.say(key).into();
        ((*name).to_owned(), schema)
    };
    let properties: Map<_, _> = body.fields.iter().map(property).collect();
    let required: Vec<_> = body.fields.iter().filter(|(_, _, needed, _)| *needed).map(|(name, ..)| *name).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    let is_needed = !required.is_empty();
    if is_needed {
        schema["required"] = json!(required);
    }
    json!({ "required": is_needed, "content": { body.kind: { "schema": schema } } })
}
