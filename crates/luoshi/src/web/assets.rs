//! Style sheets, scripts and pictures: embedded, named by their content, and so cached for ever.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};

#[derive(rust_embed::Embed)]
#[folder = "assets"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[exclude = "node_modules/*"]
struct Own;

#[derive(rust_embed::Embed)]
#[folder = "$OUT_DIR/vendor"]
struct Vendored;

struct Asset {
    kind: &'static str,
    bytes: std::borrow::Cow<'static, [u8]>,
}

/// Assets by served name, and served names by plain name.
static ASSETS: LazyLock<(BTreeMap<String, Asset>, BTreeMap<String, String>)> = LazyLock::new(|| {
    let files = Own::iter().map(|name| (Own::get(&name), name));
    let files = files.chain(Vendored::iter().map(|name| (Vendored::get(&name), name)));
    let (mut assets, mut names) = (BTreeMap::new(), BTreeMap::new());
    for (file, name) in files {
        let (Some(file), Some((stem, extension))) = (file, name.rsplit_once('.')) else { continue };
        let hash: String = file.metadata.sha256_hash()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        let served = format!("{stem}.{hash}.{extension}");
        let kind = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        names.insert(name.to_string(), served.clone());
        assets.insert(served, Asset { kind, bytes: file.data });
    }
    (assets, names)
});

/// Where an asset is served; the plain name when there is none, which a test finds.
pub(super) fn address(name: &str) -> String {
    let served = ASSETS.1.get(name).map_or(name, String::as_str);
    format!("/assets/{served}")
}

pub(super) fn router() -> Router {
    Router::new().route("/assets/{name}", get(send))
}

async fn send(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.0.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.bytes.clone()).into_response()
}
