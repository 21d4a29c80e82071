//! The description of the API: OpenAPI 3.1, made from the route list, the shapes of answers and the texts.

use policy::{dataset::Dataset, text::Language};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::super::{Access, Listed, list};
use crate::{
    contract::{
        edition::Edition,
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
    pub path: &'static str,
    /// Fluent key of what it answers.
    pub key: &'static str,
    /// Parameters of the query: name, JSON type, Fluent key.
    pub query: &'static [(&'static str, &'static str, &'static str)],
    pub answer: fn(&mut SchemaGenerator) -> Schema,
}

const fn plain<T: JsonSchema>(path: &'static str, key: &'static str) -> Endpoint {
    Endpoint { path, key, query: &[], answer: SchemaGenerator::subschema_for::<T> }
}

pub(in crate::web) const ENDPOINTS: [Endpoint; 11] = [
    plain::<Map<String, Value>>("/api/v1/openapi.json", "api-openapi"),
    plain::<Plan<'static>>("/api/v1/plan", "api-plan"),
    plain::<Status<'static>>("/api/v1/status", "api-status"),
    plain::<Vec<Indicator<'static>>>("/api/v1/indicators", "api-indicators"),
    plain::<Indicator<'static>>("/api/v1/indicators/{id}", "api-indicator"),
    Endpoint {
        query: &[("org", "string", "api-figures-org"), ("period", "integer", "api-figures-period")],
        ..plain::<Figures<'static>>("/api/v1/indicators/{id}/figures", "api-figures")
    },
    plain::<Vec<School<'static>>>("/api/v1/schools", "api-schools"),
    plain::<Vec<Dataset>>("/api/v1/datasets", "api-datasets"),
    plain::<Vec<Snapshot<'static>>>("/api/v1/snapshots", "api-snapshots"),
    plain::<Vec<Publication>>("/api/v1/publications", "api-publications"),
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
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.path == route.path)?;
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
    let mut operation = json!({
        "operationId": endpoint.key,
        "summary": words.say(endpoint.key),
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": {
            "200": {
                "description": words.say(endpoint.key),
                "content": { "application/json": { "schema": answer } },
            },
            "default": { "$ref": "#/components/responses/Problem" },
        },
        "security": [],
    });
    if route.access != Access::Anyone {
        operation["security"] = json!([{ "token": [] }]);
    }
    if let Access::Needs(right) = route.access {
        operation["x-right"] = name(&right).into();
    }
    operation
}
