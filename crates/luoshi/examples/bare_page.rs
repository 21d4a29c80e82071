//! The limit for serving a page: axum answers every request with the same bytes. Usage: `bare_page ADDRESS FILE.html`.

use std::{env, error::Error, fs};

use axum::{Router, response::Html, routing::get};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare_page ADDRESS FILE.html".into());
    };
    let page = fs::read_to_string(file)?;
    let router = Router::new().fallback(get(move || async move { Html(page.clone()) }));
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}
